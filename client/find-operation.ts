import type { WorkflowExecutionDescription, WorkflowExecutionInfo } from '@temporalio/client';
import { describeAsked } from '../model/describe-asked.ts';
import { MusterError } from '../model/error.ts';
import { besideWorkflowId, operationWorkflowId, WORKFLOW_TYPE } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { readMemo } from './memo.ts';
import { isNotFound, isOutage, temporalDown } from './temporal-errors.ts';
import type { WatchTarget } from './watch.ts';

const CALL_LIMIT_MS = 5_000;
/** More than a cluster sees in the month for which closed operations are kept. */
const LIST_LIMIT = 1_000;

export interface NamedOperation extends WatchTarget {
  /** `remove be-3` */
  readonly what: string;
}

export interface FoundOperation extends NamedOperation {
  /** Asked for by the name of a cluster, and two run: the one beside the one that was found. */
  readonly other?: NamedOperation;
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

/** What holds it, or what runs beside that; with nothing under way the later of the two. */
async function findByCluster(link: Link, cluster: string): Promise<FoundOperation> {
  const [holder, beside] = await Promise.all([
    describeKnown(link, operationWorkflowId(cluster)),
    describeKnown(link, besideWorkflowId(cluster)),
  ]);
  const known = [holder, beside].filter((one) => one !== undefined);
  const running = known.filter(({ status }) => status.name === 'RUNNING');
  const [first, second] = running.length > 0 ? running : known.sort(byStart);
  if (first === undefined)
    throw new MusterError('NOT_FOUND', `No operation on ${cluster} is known`, { hint: 'muster ops list' });
  const found = nameFound(first);
  return second === undefined || running.length < 2 ? found : { ...found, other: nameFound(second) };
}

function byStart(one: WorkflowExecutionDescription, other: WorkflowExecutionDescription): number {
  return other.startTime.getTime() - one.startTime.getTime();
}

async function describeKnown({ client }: Link, id: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => client.workflow.getHandle(id).describe());
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
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
