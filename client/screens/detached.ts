import type { OperationProgress } from '../../model/operation.ts';
import type { View } from './view.ts';

/** How to come back to an operation that nobody watches here any more. */
export function showDetached(name: string, progress: OperationProgress | undefined, view: View): readonly string[] {
  const state = progress === undefined ? '' : ` (${progress.state})`;
  return [
    `Detached. Operation ${name} goes on without this terminal${state}.`,
    `${view.style.dim('next:')} muster ops watch ${name}`,
    ...(progress === undefined ? [] : listHolding(name, progress, view)),
  ];
}

/** What it takes now: a plan holds nothing, and an undo is not held. */
function listHolding(
  name: string,
  { request, state, steps, noReturn, unpausable }: OperationProgress,
  { style }: View,
): readonly string[] {
  if (request.mode === 'plan' || state === 'undoing' || steps.some(({ undo }) => undo)) return [];
  const orUndo = noReturn === undefined ? `   ${style.dim('# or undo')}` : '';
  if (state === 'paused') return [`      muster ops resume ${name}${orUndo}`];
  return unpausable === undefined ? [`      muster ops pause ${name}${orUndo}`] : [];
}
