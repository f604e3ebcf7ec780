import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { metasOf } from '../../model/databend/cluster-spec.ts';
import { describeAsked } from '../../model/describe-asked.ts';
import { readMemo } from '../../model/operation-memo.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES, type UsedId, WORKFLOW_TYPE } from '../../model/operation.ts';

const STATE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');

/**
 * A client looks up which ids were used before when it asks; a schedule asked days ago. Operations since then that came
 * with such an id are found here. But for those that a check refused it is not looked at how far they came: an id that may
 * have been seen is not given again.
 */
export async function findUsedSince(
  client: Client,
  { verb, cluster, nodes, with: coming = [], id }: OperationRequest,
  since: string,
): Promise<readonly UsedId[]> {
  const named = new Set(verb === 'replace' ? coming : verb === 'add' || verb === 'deploy' ? nodes : []);
  if (cluster.engine !== 'databend' || named.size === 0) return [];
  const wanted = new Set(metasOf(cluster).flatMap(({ alias, id: own }) => (named.has(alias) ? [own] : [])));
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${SEARCH_ATTRIBUTES.cluster} = '${cluster.name}' AND StartTime > '${since}'`;
  const used = new Map<number, UsedId>();
  for await (const info of client.workflow.list({ query, pageSize: 100 })) {
    const memo = readMemo(info.memo);
    if (memo === undefined || memo.requestId === id || info.workflowId.startsWith('plan/')) continue;
    if (info.typedSearchAttributes.get(STATE) === 'refused') continue;
    const by = `operation ${memo.requestId} (${describeAsked(memo)}), since the schedule was made`;
    for (const seen of Object.values(memo.ids ?? {})) if (wanted.has(seen)) used.set(seen, { id: seen, by });
  }
  return [...used.values()];
}
