import type { StepProgress } from '../operation.ts';

/** Nothing of the step is to come; one that failed may still be tried again. */
export function isOver({ state }: Pick<StepProgress, 'state'>): boolean {
  return state === 'done' || state === 'skipped';
}
