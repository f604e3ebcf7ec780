import { WorkflowExecutionAlreadyStartedError, type WorkflowExecutionDescription } from '@temporalio/client';
import { findDrainWait, mayRunBeside } from '../model/admission.ts';
import { besideWorkflowId, type OperationRequest, operationWorkflowId } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { readMemo } from './memo.ts';
import { readOperation } from './read-operation.ts';
import { refuseBusy } from './refuse-busy.ts';
import { isNotFound } from './temporal-errors.ts';

const LOOK_LIMIT_MS = 3_000;

export interface Submitted {
  readonly workflowId: string;
  readonly runId: string;
}

export type Start = (workflowId: string, request: OperationRequest) => Promise<Submitted>;

/**
 * Under the id that is the lock of the cluster; while its holder waits for a drain, and for what may run beside that, under
 * the second one. Whoever comes under the first while something still runs under the second is refused.
 *
 * Between a look and a start the other id can be taken. Of the two ways, one is closed: what starts beside first tells the
 * run it was admitted beside, and ends when that is no more. The other is open for milliseconds: a drain ends, another
 * operation takes the first id, and something came beside the drain in between. Then two run at once, each of its own
 * nodes; both ask the live cluster before each change, and the cluster itself refuses what does not go together.
 */
export async function admit(link: Link, request: OperationRequest, start: Start): Promise<Submitted> {
  const { name } = request.cluster;
  const beside = await describeRunning(link, besideWorkflowId(name));
  if (beside !== undefined) return await recognise(link, beside, request);
  try {
    return await start(operationWorkflowId(name), request);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  const holder = await describe(link, operationWorkflowId(name));
  if (isOwn(holder, request) || !mayRunBeside(request) || !(await waitsForDrain(link, holder)))
    return await recognise(link, holder, request);
  const operation = readMemo(holder.memo)?.requestId ?? name;
  try {
    return await start(besideWorkflowId(name), { ...request, beside: { operation, runId: holder.runId } });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return await recognise(link, await describe(link, besideWorkflowId(name)), request);
  }
}

/** By ourselves, when an earlier try went through, or by another operation. */
export async function recognise(
  link: Link,
  holder: WorkflowExecutionDescription,
  request: OperationRequest,
): Promise<Submitted> {
  if (isOwn(holder, request)) return { workflowId: holder.workflowId, runId: holder.runId };
  throw await refuseBusy(link, holder, request);
}

function isOwn(holder: WorkflowExecutionDescription, { id }: OperationRequest): boolean {
  return readMemo(holder.memo)?.requestId === id;
}

/** Only its worker knows; one that does not say so is taken as busy. */
async function waitsForDrain({ client }: Link, { workflowId, runId }: WorkflowExecutionDescription): Promise<boolean> {
  const { progress } = await readOperation(client, workflowId, runId);
  return findDrainWait(progress) !== undefined;
}

export async function describe({ client }: Link, workflowId: string): Promise<WorkflowExecutionDescription> {
  return await client.withDeadline(Date.now() + LOOK_LIMIT_MS, () => client.workflow.getHandle(workflowId).describe());
}

/** What runs under the id now, if anything does. */
export async function describeRunning(
  link: Link,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  try {
    const description = await describe(link, workflowId);
    return description.status.name === 'RUNNING' ? description : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
