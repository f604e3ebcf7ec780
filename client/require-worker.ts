import { MusterError } from '../model/error.ts';
import type { Link } from './connect.ts';
import { findPollers } from './find-pollers.ts';
import { isOutage, temporalDown } from './temporal-errors.ts';

/** Before anything is submitted: what nobody takes up would hold the cluster for nothing. `undone` says what was not done. */
export async function requireWorker(link: Link, undone: string): Promise<void> {
  let pollers: readonly string[];
  try {
    pollers = await findPollers(link);
  } catch (error) {
    if (isOutage(error)) throw temporalDown(link, undone, error);
    throw error;
  }
  if (pollers.length > 0) return;
  throw new MusterError(
    'NO_WORKER',
    `No worker polls the task queue "${link.taskQueue}" of ${link.address}; ${undone}`,
    {
      kind: 'transient',
      hint: link.local === undefined ? workerCommand(link) : 'muster up',
    },
  );
}

function workerCommand({ profile }: Link): string {
  return `muster worker${profile === undefined ? '' : ` --profile ${profile}`}   # where the hosts of the cluster can be reached`;
}
