import type { OperationProgress, StepProgress } from '../../model/operation.ts';
import { listAction } from './action.ts';
import { indent, widthOf, wrap } from './layout.ts';
import { showHeader } from './operation-header.ts';
import { showOutcome } from './outcome.ts';
import { measureSteps, showStep } from './step.ts';
import type { View } from './view.ts';

/** Every statement, command and line of a file that the operation would carry out, in the order in which they come. Changes nothing. */
export function showPlan(progress: OperationProgress, view: View): readonly string[] {
  const checks = progress.steps.filter(({ kind }) => kind === 'check');
  const others = progress.steps.filter(({ kind }) => kind !== 'check');
  const columns = measureSteps(checks);
  const lines = [...showHeader(progress, view), '', ...checks.flatMap((step) => showStep(step, columns, view))];
  others.forEach((step, index) => {
    // In the order in which it happens: a node that is come back to has its name again.
    if (index === 0 || step.node !== others[index - 1]?.node)
      lines.push('', view.style.bold(step.node ?? progress.request.cluster));
    lines.push(...indent(showPlanned(step, index + 1, view), 2));
  });
  return [...lines, '', ...showOutcome(progress, view)];
}

function showPlanned(step: StepProgress, number: number, view: View): readonly string[] {
  const { style, width } = view;
  const head = `${String(number).padStart(2)}  ${step.title}`;
  if (step.kind === 'wait') return showWait(head, view);
  if (step.failure !== undefined) {
    return [
      `${head} ${style.red('✗ cannot be planned')}`,
      ...indent(wrap(`${step.failure.message} (${step.failure.code})`, width - 8), 4),
    ];
  }
  const later = (step.later ?? []).flatMap((line) => wrap(line, width - 8)).map((line) => style.dim(line));
  const { noReturn } = step;
  const end =
    noReturn === undefined
      ? []
      : wrap(`no way back from here: ${noReturn.why}; instead: ${noReturn.instead}`, width - 8);
  const waits = step.disruptive === undefined ? [] : ['waits for a window'];
  const actions = (step.actions ?? []).flatMap((action) => listAction(action, view));
  return [head, ...indent([...actions, ...later, ...[...waits, ...end].map((line) => style.yellow(line))], 4)];
}

const WAITS = '(waits; nothing is changed)';

/** Beside it, or below where there is no room. */
function showWait(head: string, { style, width }: View): readonly string[] {
  const fits = widthOf(head) + 1 + widthOf(WAITS) <= width - 2;
  return fits ? [`${head} ${style.dim(WAITS)}`] : [head, ...indent([style.dim(WAITS)], 4)];
}
