import type { EarlierPlan } from './earlier-plan.ts';
import { describeCommand } from '../describe-command.ts';
import { FAILURE_MEANINGS } from '../error.ts';
import { formatTime } from '../format-time.ts';
import type { OperationProgress, StepProgress } from '../operation.ts';
import type { PageReader } from './read-times.ts';
import { below, headStep, listFindings, listPlanned, listProgress } from './describe-step.ts';
import { isOver } from './is-over.ts';

/** The steps to come in their order, with their statements where they are known. */
export function describeRemaining(
  progress: OperationProgress,
  reader: PageReader,
  plan: EarlierPlan | undefined,
): readonly string[] {
  const { state, steps } = progress;
  // What a check refused was not begun; what was taken back is told there.
  if (state === 'refused' || state === 'undone' || state === 'planned' || isTakenBack(progress)) return [];
  const left = steps.flatMap((step, index) => (isOver(step) ? [] : [{ step, number: index + 1 }]));
  if (left.length === 0) return ['Nothing remains.'];
  const unplanned = left.some(
    ({ step }) => step.kind === 'change' && step.actions === undefined && !plan?.steps.has(step.id),
  );
  return [
    ...left.flatMap(({ step, number }) => [
      ...describeLeft(step, number, reader),
      ...below(listFromPlan(step, plan, reader)),
    ]),
    ...(unplanned ? ['', ...sayWhereToLook(progress)] : []),
  ];
}

/** From there on nothing of the way ahead is done any more. */
export function isTakenBack({ steps, state }: OperationProgress): boolean {
  return state === 'undoing' || steps.some(({ undo }) => undo === true);
}

/** One step that is not over: what it is going to do, and whether it may have done it. */
export function describeLeft(step: StepProgress, number: number, reader: PageReader): readonly string[] {
  const { findings = [], failure, note } = step;
  return [
    headStep(number, step, sayHowFar(step)),
    ...below([
      ...(failure === undefined ? [] : [`failed: ${failure.message} (${failure.code})`]),
      ...(failure?.hint === undefined ? [] : failure.hint.split('\n').map((line) => `  next: ${line}`)),
      ...listFindings(findings),
      ...listPlanned(step),
      ...(note === undefined ? [] : [note]),
      ...listProgress(step, reader),
    ]),
  ];
}

/** What a plan that was made before said of the step. */
function listFromPlan({ id }: StepProgress, plan: EarlierPlan | undefined, { zone }: PageReader): readonly string[] {
  const planned = plan?.steps.get(id);
  if (plan === undefined || planned === undefined) return [];
  return [
    `as plan ${plan.id} had it at ${formatTime(plan.at, zone)}:`,
    ...listPlanned(planned).map((line) => `  ${line}`),
  ];
}

function sayHowFar({ kind, state, actions, failure }: StepProgress): string {
  if (kind === 'check') return 'check: only reads';
  if (kind === 'wait') return state === 'pending' ? 'waits; changes nothing' : 'waiting; changes nothing';
  if (state === 'pending') return actions === undefined ? 'not planned yet' : 'planned, not begun';
  if (actions === undefined) return 'begun, nothing was sent';
  if (failure !== undefined && failure.kind !== 'unknown') return `begun; ${FAILURE_MEANINGS[failure.kind]}`;
  return 'begun: it may have happened or not, look before you repeat it';
}

function sayWhereToLook({ request }: OperationProgress): readonly string[] {
  return [
    'A step is planned when it begins, because its statements depend on what is so then. To see those of the steps above,',
    'with nothing changed, once Temporal and a worker run (muster up):',
    `  muster plan ${describeCommand(request)}`,
    'What each step does is in docs/operations.md, of Databend in docs/databend.md.',
  ];
}
