import { defineSearchAttributeKey, type Workflow } from '@temporalio/common';
import type { WorkflowStartOptions } from '@temporalio/client';
import { describeForeman } from '../../model/foreman.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';

type Start = WorkflowStartOptions<Workflow> & { readonly workflowIdConflictPolicy: 'USE_EXISTING' };

/** As `describeForeman` has it, on a task queue, and found by its cluster. */
export function startOfForeman(cluster: string, taskQueue: string): Start {
  return {
    ...describeForeman(cluster),
    taskQueue,
    typedSearchAttributes: [{ key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.cluster, 'KEYWORD'), value: cluster }],
  };
}
