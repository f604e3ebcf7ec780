import type { WorkflowExecutionInfo } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { operationWorkflowId, WORKFLOW_TYPE } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { readMemo } from './memo.ts';
import { isNotFound, isOutage, temporalDown } from './temporal-errors.ts';
import type { WatchTarget } from './watch.ts';

const CALL_LIMIT_MS = 5_000;
/** More than a cluster sees in the month for which closed operations are kept. */
const LIST_LIMIT = 1_000;

/** By request id, by its beginning, or by the name of a cluster: then the last one that changes it. */
export async function findOperation(link: Link, name: string): Promise<WatchTarget> {
  try {
    return /^\d/.test(name) ? await findByRequest(link, name) : await findByCluster(link, name);
  } catch (error) {
    if (isOutage(error)) throw temporalDown(link, 'the operation could not be looked up', error);
    throw error;
  }
}

async function findByCluster({ client }: Link, cluster: string): Promise<WatchTarget> {
  try {
    const { workflowId, runId, memo } = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () =>
      client.workflow.getHandle(operationWorkflowId(cluster)).describe(),
    );
    return { workflowId, runId, name: readMemo(memo)?.requestId ?? cluster };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new MusterError('NOT_FOUND', `No operation on ${cluster} is known`, { hint: 'muster ops list' });
  }
}

async function findByRequest(link: Link, beginning: string): Promise<WatchTarget> {
  const found: WatchTarget[] = [];
  for await (const { workflowId, runId, memo } of listOperations(link)) {
    const id = readMemo(memo)?.requestId;
    if (id?.startsWith(beginning)) found.push({ workflowId, runId, name: id });
  }
  const [only, second] = found;
  if (only === undefined)
    throw new MusterError('NOT_FOUND', `No operation ${beginning} is known`, { hint: 'muster ops list' });
  if (second === undefined) return only;
  throw new MusterError(
    'BAD_INPUT',
    `${found.length} operations begin with ${beginning}: ${found
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ')}`,
    {
      hint: 'give more of the id; see muster ops list',
    },
  );
}

/** Newest first. */
export async function* listOperations({ client }: Link, limit = LIST_LIMIT): AsyncGenerator<WorkflowExecutionInfo> {
  let count = 0;
  for await (const info of client.workflow.list({ query: `WorkflowType = '${WORKFLOW_TYPE}'`, pageSize: 100 })) {
    yield info;
    count++;
    if (count >= limit) return;
  }
}
