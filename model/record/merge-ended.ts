import type { OperationProgress, StepProgress } from '../operation.ts';
import type { OperationRecord } from './record.ts';

/**
 * The record of an operation that has ended, with what only the one of before knows: the history has no step that was not
 * begun, and of an operation that was ended from outside nothing but what was scheduled.
 */
export function mergeEnded(ended: OperationRecord, known: OperationRecord | undefined): OperationRecord {
  if (known === undefined || known.runId !== ended.runId) return ended;
  return { ...ended, undo: known.undo, progress: mergeProgress(ended.progress, known.progress) };
}

function mergeProgress(ended: OperationProgress, known: OperationProgress): OperationProgress {
  // Its own last word has all of it.
  if (ended.state !== 'failed') return ended;
  const kept = Object.fromEntries(
    (['noReturn', 'held', 'leaving', 'beside', 'windows'] as const).flatMap((field) =>
      known[field] === undefined ? [] : [[field, known[field]]],
    ),
  );
  return { ...kept, ...ended, steps: mergeSteps(ended.steps, known.steps) };
}

/** In the order of the procedure; what was scheduled after the record of before comes last. */
function mergeSteps(ended: readonly StepProgress[], known: readonly StepProgress[]): readonly StepProgress[] {
  const told = new Map(ended.map((step) => [step.id, step]));
  const before = new Set(known.map(({ id }) => id));
  return [
    // What a step is, is not told by an activity that has not ended.
    ...known.map((step) => ({ ...step, ...told.get(step.id), kind: step.kind })),
    ...ended.filter(({ id }) => !before.has(id)),
  ];
}
