import { defineSearchAttributeKey, type Workflow } from '@temporalio/common';
import type { WorkflowStartOptions } from '@temporalio/client';
import { foremanWorkflowId } from '../../model/foreman.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';

type Start = WorkflowStartOptions<Workflow> & { readonly workflowIdConflictPolicy: 'USE_EXISTING' };

/** The one of the cluster; where it runs it is left as it is. */
export function describeForeman(cluster: string, taskQueue: string): Start {
  return {
    workflowId: foremanWorkflowId(cluster),
    taskQueue,
    args: [{ cluster }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Foreman of ${cluster}: admits, queues and refuses operations`,
    typedSearchAttributes: [{ key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.cluster, 'KEYWORD'), value: cluster }],
  };
}
