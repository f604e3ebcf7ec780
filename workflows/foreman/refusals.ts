import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureView } from '../../model/step.ts';
import type { Desk } from './desk.ts';

export const LATE: FailureView = {
  code: 'SUBMIT_LATE',
  kind: 'refused',
  message: 'The submit reached a worker after its client had given up on it; nothing was done',
};

/** Nothing is admitted on a guess. */
export const UNSEEN: FailureView = {
  code: 'TEMPORAL_DOWN',
  kind: 'transient',
  message: 'The server did not say in time what runs on the cluster; nothing was submitted',
  hint: 'give the same command again',
};

export function refuseLeave(desk: Desk, id: string): void {
  if (desk.findQueued(id) !== undefined) return;
  const running = desk.findRunning(id) !== undefined;
  const view: FailureView = {
    code: 'VERB_REFUSED',
    kind: 'refused',
    message: running ? `Operation ${id} has begun: it does not wait any more` : `No operation ${id} waits in the queue`,
    hint: running ? `muster ops undo ${id}` : 'muster queue',
  };
  throw ApplicationFailure.create({ message: view.message, type: view.code, nonRetryable: true, details: [view] });
}
