import type { WorkflowExecutionInfo } from '@temporalio/client';
import { describeAsked } from '../model/describe-asked.ts';
import { MusterError } from '../model/error.ts';
import type { Link } from './connect.ts';
import { listQueued } from './find-queued.ts';
import { writeQuery } from './list-past.ts';
import { listRunning } from './list-running.ts';
import { readMemo } from '../model/operation-memo.ts';
import { isOutage, temporalDown } from './temporal-errors.ts';
import type { WatchTarget } from './watch.ts';

/** More than a cluster sees in the month for which closed operations are kept. */
const LIST_LIMIT = 1_000;

export interface NamedOperation extends WatchTarget {
  /** `remove be-3` */
  readonly what: string;
}

export interface FoundOperation extends NamedOperation {
  /** Asked for by the name of a cluster, on which more than the one that was found run. */
  readonly others?: readonly NamedOperation[];
}

/** By request id, by its beginning, or by the name of a cluster: then the last one that changes it. */
export async function findOperation(link: Link, name: string): Promise<FoundOperation> {
  try {
    return /^\d/.test(name) ? await findByRequest(link, name) : await findByCluster(link, name);
  } catch (error) {
    if (isOutage(error)) throw temporalDown(link, 'the operation could not be looked up', error);
    throw error;
  }
}

/** What runs on it, the first one with the others; with nothing under way the last one. */
async function findByCluster(link: Link, cluster: string): Promise<FoundOperation> {
  const [first, ...others] = await listRunning(link, cluster);
  if (first !== undefined)
    return others.length === 0 ? nameFound(first) : { ...nameFound(first), others: others.map(nameFound) };
  for await (const info of listOperations(link, { cluster }))
    if (!info.workflowId.startsWith('plan/')) return nameFound(info);
  throw new MusterError('NOT_FOUND', `No operation or cluster ${JSON.stringify(cluster)} is known`, {
    hint: 'muster ops list',
  });
}

function nameFound({ workflowId, runId, memo }: Omit<WorkflowExecutionInfo, 'raw'>): NamedOperation {
  const asked = readMemo(memo);
  if (asked === undefined) return { workflowId, runId, name: workflowId, what: workflowId };
  return { workflowId, runId, name: asked.requestId, what: describeAsked(asked) };
}

async function findByRequest(link: Link, beginning: string): Promise<FoundOperation> {
  const found: NamedOperation[] = [];
  for await (const info of listOperations(link)) {
    if (readMemo(info.memo)?.requestId.startsWith(beginning)) found.push(nameFound(info));
  }
  const [only, second] = found;
  if (only === undefined) throw await explainUnknown(link, beginning);
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

/** What waits in a queue has not begun: there is nothing of it but its place. */
async function explainUnknown(link: Link, beginning: string): Promise<MusterError> {
  const waits = (await listQueued(link)).find(({ entry }) => entry.id.startsWith(beginning));
  if (waits === undefined)
    return new MusterError('NOT_FOUND', `No operation ${beginning} is known`, { hint: 'muster ops list' });
  const { cluster, entry } = waits;
  return new MusterError(
    'NOT_FOUND',
    `Operation ${entry.id} (${entry.what}) has not begun: it waits in the queue of ${cluster}`,
    {
      details: entry.behind.map(({ id, what, why }) => `behind operation ${id} (${what}): ${why}`),
      hint: `muster queue ${cluster}\nmuster queue leave ${entry.id}`,
    },
  );
}

export interface ListOptions {
  /** @default LIST_LIMIT */
  readonly limit?: number;
  /** @default all */
  readonly cluster?: string;
}

/** Newest first. */
export async function* listOperations(
  { client }: Link,
  { limit = LIST_LIMIT, cluster }: ListOptions = {},
): AsyncGenerator<WorkflowExecutionInfo> {
  let count = 0;
  for await (const info of client.workflow.list({
    query: writeQuery({ ...(cluster !== undefined && { cluster }) }),
    pageSize: 100,
  })) {
    yield info;
    count++;
    if (count >= limit) return;
  }
}
