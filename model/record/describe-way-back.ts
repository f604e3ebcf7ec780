import type { StepProgress } from '../operation.ts';
import { describeLeft, isTakenBack } from './describe-remaining.ts';
import { isOver } from './is-over.ts';
import type { PageReader } from './read-times.ts';
import type { OperationRecord, UndoOutline } from './record.ts';

/** What an undo still has to take back, in its order; the safe order is not the way ahead read backwards. */
export function describeWayBack({ progress, undo }: OperationRecord, reader: PageReader): readonly string[] {
  const { state, noReturn, request } = progress;
  if (state === 'done' || state === 'refused' || state === 'undone' || state === 'planned') return [];
  const known = new Map(progress.steps.map((step) => [step.id, step]));
  const outlined = new Set(undo.map(({ id }) => id));
  const begun = progress.steps.filter((step) => step.undo === true && !outlined.has(step.id));
  const left = [...begun, ...undo.map((outline) => known.get(outline.id) ?? outline)].filter(
    (step) => !('state' in step) || !isOver(step),
  );
  if (noReturn !== undefined && !isTakenBack(progress))
    return [`There is none: ${noReturn.why}`, `instead: ${noReturn.instead}`];
  if (left.length === 0) return isTakenBack(progress) ? ['Nothing is left to take back.'] : [];
  const open = state !== 'abandoned' && state !== 'failed';
  return [
    isTakenBack(progress)
      ? 'It was being taken back. What is left of that, in this order:'
      : `Not begun. ${open ? `muster ops undo ${request.id} --why '…' does it` : 'By hand'}, in this order, which is the safe one:`,
    '',
    ...left.flatMap((step, index) =>
      'state' in step ? describeLeft(step, index + 1, reader) : describeOutline(step, index + 1, progress.steps),
    ),
  ];
}

/** With the numbers that those steps have above, where their statements are. */
function describeOutline(
  { node, title, takesBack }: UndoOutline,
  number: number,
  steps: readonly StepProgress[],
): readonly string[] {
  const words = [node, title].filter(Boolean).join('  ');
  const of = steps.flatMap((step, index) => (takesBack.includes(step.id) ? [`${index + 1} ${step.title}`] : []));
  return [`${String(number).padStart(3)}  ${words}`, `       takes back: ${of.join('; ')}`];
}
