import { describeSuspension } from '../admission.ts';
import type { Admission, Obstacle } from '../foreman.ts';
import type { FailureView } from '../step.ts';
import type { FiringOutcome } from './schedule.ts';

type Outcome = Pick<FiringOutcome, 'kind' | 'why' | 'code' | 'hint'>;

/** What another time would not be in its way. */
const WAITS: ReadonlySet<string> = new Set(['CLUSTER_BUSY', 'CLUSTER_SUSPENDED']);

/** What the answer of the foreman is to a schedule: what is in its way makes it skip, anything else is a refusal. */
export function judgeAdmission(admission: Admission): Outcome {
  switch (admission.kind) {
    case 'running':
      return { kind: 'started' };
    case 'queued':
      return { kind: 'queued', why: describeWaiting(admission) };
    case 'refused':
      return WAITS.has(admission.failure.code)
        ? { kind: 'skipped', why: describeObstacle(admission) }
        : { kind: 'refused', ...describeFailure(admission.failure) };
  }
}

export function describeFailure({ message, code, hint }: FailureView): Pick<Outcome, 'why' | 'code' | 'hint'> {
  return { why: message, code, ...(hint !== undefined && { hint }) };
}

/** It may wait for a suspension alone, with nothing before it. */
function describeWaiting({ place, behind, suspension }: Extract<Admission, { readonly kind: 'queued' }>): string {
  const held = suspension === undefined ? '' : `; operations are ${describeSuspension(suspension)}`;
  return `place ${place}${describeBehind(behind, ', behind ')}${held}`;
}

/** Of a suspension and something that runs it is the suspension: without what runs it would not have begun either. */
function describeObstacle({ behind, failure }: Extract<Admission, { readonly kind: 'refused' }>): string {
  if (failure.code === 'CLUSTER_SUSPENDED') return failure.message;

  return describeBehind(behind, '') || failure.message;
}

/** `operation 7d32a077 (remove be-3, by ada@laptop): one restart at a time` */
function describeBehind(behind: readonly Obstacle[], before: string): string {
  const [first] = behind;
  if (first === undefined) return '';
  const more = behind.length > 1 ? `, and ${behind.length - 1} more` : '';
  return `${before}operation ${first.id} (${first.what}, by ${first.by})${more}: ${first.why}`;
}
