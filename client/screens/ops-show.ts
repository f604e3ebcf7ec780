import { CLOSED_STATES, type StepProgress } from '../../model/operation.ts';
import type { Snapshot } from '../snapshot.ts';
import { listAction } from './action.ts';
import { showAttention } from './attention.ts';
import { indent, wrap } from './layout.ts';
import { showHeader } from './operation-header.ts';
import { showOutcome } from './outcome.ts';
import { measureSteps, type StepColumns, showStep } from './step.ts';
import { formatClock } from './time.ts';
import type { View } from './view.ts';

/** Everything that is known of an operation: what was done, where, and what was answered. */
export function showOperation({ progress, live, source }: Snapshot, view: View): readonly string[] {
  const { style, zone } = view;
  const columns = measureSteps(progress.steps);
  const lines = [...showHeader(progress, view)];
  if (source === 'server') lines.push(...showNoWorker(view));
  lines.push('', ...progress.steps.flatMap((step) => showInFull(step, columns, view, live[step.id])));
  if (progress.unpausable !== undefined)
    lines.push('', ...wrap(`pause is refused now: ${progress.unpausable}`, view.width).map((line) => style.dim(line)));
  if (progress.verbs.length > 0) {
    lines.push(
      '',
      ...progress.verbs.map(
        ({ verb, by, why, at }) =>
          `${formatClock(at, zone)}  ${style.bold(verb)} by ${by}${why === undefined ? '' : `: ${why}`}`,
      ),
    );
  }
  const end = CLOSED_STATES.includes(progress.state) ? showOutcome(progress, view) : showAttention(progress, view);
  return end.length === 0 ? lines : [...lines, '', ...end];
}

/** Said once wherever no worker could be asked. */
export function showNoWorker({ style }: View): readonly string[] {
  return [`${style.yellow('!')} no worker is running: showing what the server knows; muster up brings one back`];
}

function showInFull(
  step: StepProgress,
  columns: StepColumns,
  view: View,
  live: Snapshot['live'][string] | undefined,
): readonly string[] {
  if (step.evidence === undefined || step.evidence.length === 0) return showStep(step, columns, view, live);
  const { evidence, ...rest } = step;
  const answered = evidence.flatMap(({ action, answer, at }) => [
    ...listAction(action, view),
    ...(action.kind === 'nothing'
      ? []
      : indent(
          [
            `${view.style.dim(formatClock(at, view.zone))} → ${answer.trim() === '' ? 'OK' : answer.trim().replaceAll('\n', '\n      ')}`,
          ],
          2,
        )),
  ]);
  return [...showStep(rest, columns, view, live), ...indent(answered, 4)];
}
