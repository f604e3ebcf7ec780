import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { type OperationProgress, SEARCH_ATTRIBUTES } from '../../model/operation.ts';
import { describeProgress } from './describe-progress.ts';

const STATE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');
const STEP = defineSearchAttributeKey(SEARCH_ATTRIBUTES.step, 'KEYWORD');

/** Current details cost no event; a search attribute costs one, so only a new value is written. */
export class ProgressDisplay {
  #state = '';
  #step = '';

  show(progress: OperationProgress): void {
    setCurrentDetails(describeProgress(progress));
    const step =
      progress.attention?.step ?? progress.steps.findLast(({ state }) => state === 'running')?.id ?? this.#step;
    if (progress.state === this.#state && step === this.#step) return;
    this.#state = progress.state;
    this.#step = step;
    upsertSearchAttributes([
      { key: STATE, value: progress.state },
      { key: STEP, value: step === '' ? null : step },
    ]);
  }
}
