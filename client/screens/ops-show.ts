import type { StepProgress } from '../../model/operation.ts';
import type { Snapshot } from '../snapshot.ts';
import { listAction } from './action.ts';
import { showPausedDrain } from './drain.ts';
import { indent, wrap } from './layout.ts';
import { showHeader } from './operation-header.ts';
import { showOutcome } from './outcome.ts';
import { marginOf, measureSteps, type StepColumns, showStep } from './step.ts';
import { showStuckOperation } from './stuck.ts';
import { formatClock } from './time.ts';
import type { View } from './view.ts';
import { showWarning } from './warning.ts';
import { showWait } from './windows.ts';

/** Everything that is known of an operation: what was done, where, and what was answered. */
export function showOperation(snapshot: Snapshot, view: View): readonly string[] {
  const { progress, live, source } = snapshot;
  const { style, zone } = view;
  const columns = measureSteps(progress.steps);
  const lines = [...showHeader(progress, view)];
  if (source === 'server') lines.push(...showSilence(snapshot, view));
  lines.push('', ...progress.steps.flatMap((step) => showInFull(step, columns, view, live[step.id])));
  lines.push(...showPausedDrain(progress, live, view), ...showWait(progress, view));
  if (progress.unpausable !== undefined)
    lines.push('', ...wrap(`pause is refused now: ${progress.unpausable}`, view.width).map((line) => style.dim(line)));
  if (progress.verbs.length > 0) {
    lines.push(
      '',
      ...progress.verbs.map(
        ({ verb, what, by, why, at }) =>
          `${formatClock(at, zone)}  ${style.bold(verb)}${what === undefined ? '' : ` ${what}`} by ${by}${why === undefined ? '' : `: ${why}`}`,
      ),
    );
  }
  const end = showOutcome(progress, view, true);
  return end.length === 0 ? lines : [...lines, '', ...end];
}

/** Said once wherever no worker could be asked. */
export function showSilence({ stuck }: Snapshot, view: View): readonly string[] {
  if (stuck !== undefined) return showStuckOperation(stuck, view);
  const text =
    'no worker answers: showing what the server knows; muster up brings one back, or muster worker where Temporal is elsewhere';
  return showWarning(text, view);
}

function showInFull(
  step: StepProgress,
  columns: StepColumns,
  view: View,
  live: Snapshot['live'][string] | undefined,
): readonly string[] {
  const { evidence = [], ...rest } = step;
  const margin = marginOf(columns);
  const done = evidence.flatMap(({ action, answer, at }) => [
    ...listAction(action, view),
    ...(action.kind === 'nothing' ? [] : indent(showAnswer(answer, at, view), 2)),
  ]);
  // What was about to be done when it failed, or is being done now.
  const tried = evidence.length === 0 && step.state !== 'pending' ? (step.actions ?? []) : [];
  const shown = evidence.length > 0 ? rest : step;
  return [
    ...showStep(shown, columns, view, live),
    ...indent([...done, ...tried.flatMap((action) => listAction(action, view))], margin),
  ];
}

function showAnswer(answer: string, at: string, { style, zone }: View): readonly string[] {
  const [first = '', ...rest] = answer.trim().split('\n');
  const head = style.dim(formatClock(at, zone));
  return [`${head} → ${first === '' ? 'no output' : first}`, ...indent(rest, 'hh:mm:ss → '.length)];
}
