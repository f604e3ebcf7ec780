import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, type TypedSearchAttributes } from '@temporalio/common';
import { movesIds } from '../../model/databend/burns-id.ts';
import { listComingIds } from '../../model/databend/coming-ids.ts';
import { describeAsked } from '../../model/describe-asked.ts';
import { readMemo } from '../../model/operation-memo.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES, type UsedId, WORKFLOW_TYPE } from '../../model/operation.ts';

const STATE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');

/** An operation that was asked for some time ago, and with which ids its nodes would come. */
export interface ComingIds {
  readonly cluster: string;
  /** Of the request. */
  readonly id: string;
  readonly ids: readonly number[];
  /** ISO time up to which the client has looked. */
  readonly since: string;
}

/** A client looks up which ids were used before when it asks; a schedule asked days ago. */
export async function findUsedSince(
  client: Client,
  request: OperationRequest,
  since: string,
): Promise<readonly UsedId[]> {
  const { id, cluster } = request;
  const coming = { cluster: cluster.name, id, ids: listComingIds(request), since };
  return await findUsed(client, coming, 'since the schedule was made');
}

/**
 * Operations since then that came with such an id. But for those that a check refused it is not looked at how far they came: an
 * id that may have been seen is not given again.
 */
export async function findUsed(
  client: Client,
  { cluster, id, ids, since }: ComingIds,
  when: string,
): Promise<readonly UsedId[]> {
  if (ids.length === 0) return [];
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${SEARCH_ATTRIBUTES.cluster} = '${cluster}' AND StartTime > '${since}'`;
  const used = new Map<number, UsedId>();
  for await (const info of client.workflow.list({ query, pageSize: 100 })) {
    const memo = readMemo(info.memo);
    if (memo === undefined || memo.requestId === id || info.workflowId.startsWith('plan/')) continue;
    if (!movesIds(memo)) continue;
    const seen = Object.values(memo.ids ?? {}).filter((one) => ids.includes(one));
    if (seen.length === 0 || isRefused(info)) continue;
    // The list is late by a moment, and one that was refused may have ended just now.
    if (isRefused(await client.workflow.getHandle(info.workflowId, info.runId).describe())) continue;
    const by = `operation ${memo.requestId} (${describeAsked(memo)}), ${when}`;
    for (const one of seen) used.set(one, { id: one, by });
  }
  return [...used.values()];
}

function isRefused({ typedSearchAttributes }: { readonly typedSearchAttributes: TypedSearchAttributes }): boolean {
  return typedSearchAttributes.get(STATE) === 'refused';
}
