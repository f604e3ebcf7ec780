import type { MetaProcess } from '../process.ts';

/**
 * Everything that clients ask of a node by gRPC, and most of HTTP, waits for what came before it: one write that cannot commit
 * holds up all that follows, also when its client has long gone, and all of it is done afterwards (recorded).
 */
export function enqueue(process: MetaProcess, job: (finish: () => void) => void): void {
  process.jobs.push(job);
  if (!process.working) workOn(process);
}

function workOn(process: MetaProcess): void {
  process.working = true;
  for (let job = process.jobs.shift(); job !== undefined; job = process.jobs.shift()) {
    let finished = false;
    let waiting = false;
    job(() => {
      if (finished) return;
      finished = true;
      if (waiting) workOn(process);
    });
    if (!finished) {
      waiting = true;
      return;
    }
  }
  process.working = false;
}
