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
      return { kind: 'queued', why: `place ${admission.place}${describeBehind(admission.behind, ', behind ')}` };
    case 'refused':
      return WAITS.has(admission.failure.code)
        ? { kind: 'skipped', why: describeBehind(admission.behind, '') || admission.failure.message }
        : { kind: 'refused', ...describeFailure(admission.failure) };
  }
}

export function describeFailure({ message, code, hint }: FailureView): Pick<Outcome, 'why' | 'code' | 'hint'> {
  return { why: message, code, ...(hint !== undefined && { hint }) };
}

/** `operation 7d32a077 (remove be-3, by ada@laptop): one restart at a time` */
function describeBehind(behind: readonly Obstacle[], before: string): string {
  const [first] = behind;
  if (first === undefined) return '';
  const more = behind.length > 1 ? `, and ${behind.length - 1} more` : '';
  return `${before}operation ${first.id} (${first.what}, by ${first.by})${more}: ${first.why}`;
}
