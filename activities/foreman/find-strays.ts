import { makeEntry } from '../../model/admission.ts';
import { isOperationOf, operationWorkflowId, type RunningWork } from '../../model/foreman.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../model/operation.ts';
import type { Client } from '@temporalio/client';
import { isOpen } from './is-open.ts';
import { readFirstInput } from './read-desk-facts.ts';

/**
 * Operations of the cluster that run and are not among those known. The list of the server may be late by a moment, in both
 * directions: each one that it calls running is asked for, and one that it does not have yet a foreman has started, who knows it.
 */
export async function findStrays(
  client: Client,
  cluster: string,
  known: readonly string[],
): Promise<readonly RunningWork[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${SEARCH_ATTRIBUTES.cluster} = '${cluster}' AND ExecutionStatus = 'Running'`;
  const own = new Set(known.map((id) => operationWorkflowId(cluster, id)));
  const running: RunningWork[] = [];
  for await (const { workflowId, runId, startTime } of client.workflow.list({ query })) {
    if (own.has(workflowId) || !isOperationOf(cluster, workflowId) || !(await isOpen(client, workflowId))) continue;
    const request = await readFirstInput<OperationRequest>(client, workflowId, runId);
    running.push(makeEntry(request, startTime.toISOString()));
  }
  return running;
}
