import { hostname } from 'node:os';

/** As it is seen in `describe` of the task queue: which process it is. */
export function nameWorker(pid = process.pid): string {
  return `muster-worker ${pid}@${hostname()}`;
}
