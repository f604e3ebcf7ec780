import type { FailureView, WaitResult } from './step.ts';

/** What a wait that has nothing left to wait for is shown as. */
export function viewLost({ reason, hint }: Extract<WaitResult, { kind: 'lost' }>): FailureView {
  return { code: 'JOINER_LOST', kind: 'refused', message: reason, ...(hint !== undefined && { hint }) };
}
