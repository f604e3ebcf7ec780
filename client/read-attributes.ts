import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { isOpenStatus } from '../model/is-open-status.ts';
import { CLOSED_STATES, type OperationState, SEARCH_ATTRIBUTES } from '../model/operation.ts';

type Described = Pick<WorkflowExecutionInfo, 'status' | 'typedSearchAttributes'>;

/** As the operation wrote it last; as the server sees it when it was ended from outside. */
export function readState({ status, typedSearchAttributes }: Described): OperationState {
  const written = typedSearchAttributes.get(defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD')) as
    | OperationState
    | undefined;
  if (isOpenStatus(status.name)) return written ?? 'running';
  if (status.name === 'COMPLETED') return written ?? 'done';
  return written !== undefined && CLOSED_STATES.includes(written) ? written : 'failed';
}

export function readStep({ typedSearchAttributes }: Described): string | undefined {
  return typedSearchAttributes.get(defineSearchAttributeKey(SEARCH_ATTRIBUTES.step, 'KEYWORD'));
}
