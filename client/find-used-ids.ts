import { burnsId, takesOut } from '../model/databend/burns-id.ts';
import { listComingIds } from '../model/databend/coming-ids.ts';
import { describeAsked } from '../model/describe-asked.ts';
import {
  type OperationRequest,
  SEARCH_ATTRIBUTES,
  type StepProgress,
  type UsedId,
  WORKFLOW_TYPE,
} from '../model/operation.ts';
import type { Link } from './connect.ts';
import { readMemo } from '../model/operation-memo.ts';
import { readState } from './read-attributes.ts';
import { readOperation } from './read-operation.ts';
import { formatDay } from './screens/time.ts';

/** More than a cluster sees in the month for which closed operations are kept. */
const MOST = 1_000;

/**
 * Of the ids that nodes of this request would come with, those that an earlier operation used. A raft group must never see
 * an id twice, and does not remember it itself once the node has left. What began further back than the server keeps is not known.
 */
export async function findUsedIds({ client }: Link, request: OperationRequest): Promise<readonly UsedId[]> {
  const wanted = new Set(listComingIds(request));
  if (wanted.size === 0) return [];
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${SEARCH_ATTRIBUTES.cluster} = '${request.cluster.name}'`;
  const used = new Map<number, UsedId>();
  let count = 0;
  for await (const info of client.workflow.list({ query, pageSize: 100 })) {
    count++;
    if (count > MOST) break;
    const memo = readMemo(info.memo);
    if (memo?.ids === undefined || memo.requestId === request.id || info.workflowId.startsWith('plan/')) continue;
    const shared = Object.entries(memo.ids).filter(([, id]) => wanted.has(id) && !used.has(id));
    if (shared.length === 0 || readState(info) === 'refused') continue;
    const by = `operation ${memo.requestId} (${describeAsked(memo)}, ${formatDay(info.startTime.toISOString())})`;
    for (const [alias, id] of shared) {
      if (takesOut(memo, alias) || burnsId(memo, alias, await readSteps(client, info))) used.set(id, { id, by });
    }
  }
  return [...used.values()];
}

async function readSteps(
  client: Link['client'],
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<readonly StepProgress[]> {
  return (await readOperation(client, workflowId, runId)).progress.steps;
}
