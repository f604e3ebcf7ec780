import type { WorkflowExecutionDescription } from '@temporalio/client';
import { isOpenStatus } from '../model/is-open-status.ts';
import { foremanWorkflowId, isOperationOf } from '../model/foreman.ts';
import type { Link } from './connect.ts';
import { describeKnown } from './describe.ts';
import { writeQuery } from './list-past.ts';

/**
 * The operations that run on a cluster, by the server alone, in the order in which they began. The children of its foreman
 * are exact; those of a foreman before it, and one that was reset, are in the list, which may be late by a moment.
 */
export async function listRunning(link: Link, cluster: string): Promise<readonly WorkflowExecutionDescription[]> {
  const query = `${writeQuery({ cluster })} AND ExecutionStatus = 'Running'`;
  const names = new Set<string>();
  const foreman = await describeKnown(link, foremanWorkflowId(cluster));
  for (const { workflowId } of foreman?.raw.pendingChildren ?? []) if (workflowId) names.add(workflowId);
  for await (const { workflowId } of link.client.workflow.list({ query })) names.add(workflowId);
  const described = await Promise.all(
    [...names].filter((name) => isOperationOf(cluster, name)).map((name) => describeKnown(link, name)),
  );
  return described
    .filter((one) => one !== undefined && isOpenStatus(one.status.name))
    .map((one) => one as WorkflowExecutionDescription)
    .sort((one, other) => one.startTime.getTime() - other.startTime.getTime());
}
