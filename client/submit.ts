import { setTimeout as pause } from 'node:timers/promises';
import { defineSearchAttributeKey } from '@temporalio/common';
import { MusterError } from '../model/error.ts';
import { type OperationRequest, planWorkflowId, SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../model/operation.ts';
import { admit, describe, recognise, type Start, type Submitted } from './admit.ts';
import type { Link } from './connect.ts';
import { findPollers } from './find-pollers.ts';
import { makeMemo } from './memo.ts';
import { describeRequest } from './screens/operation-header.ts';
import { isNotFound, isOutage, temporalDown } from './temporal-errors.ts';

const START_LIMIT_MS = 10_000;
const LOOKS = 3;
/** What is under way when the connection breaks may reach the server a moment later. */
const LOOK_AGAIN_MS = 500;

/** Starts the operation, or says truthfully that it did not, or that nobody can know yet. */
export async function submit(link: Link, request: OperationRequest): Promise<Submitted> {
  await requireWorker(link, 'nothing was submitted');
  const startOrFind: Start = async (workflowId, asked) => {
    try {
      return await start(link, workflowId, asked);
    } catch (error) {
      if (isOutage(error)) return await lookAfterLostReply(link, workflowId, asked, error);
      throw error;
    }
  };
  try {
    if (request.mode !== 'plan') return await admit(link, request, startOrFind);
    return await startOrFind(planWorkflowId(request.cluster.name, request.id), request);
  } catch (error) {
    if (isOutage(error)) throw temporalDown(link, 'nothing was submitted', error);
    throw error;
  }
}

/** Before anything is submitted: what nobody takes up would hold the cluster for nothing. `undone` says what was not done. */
export async function requireWorker(link: Link, undone: string): Promise<void> {
  let pollers: readonly string[];
  try {
    pollers = await findPollers(link);
  } catch (error) {
    if (isOutage(error)) throw temporalDown(link, undone, error);
    throw error;
  }
  if (pollers.length > 0) return;
  throw new MusterError(
    'NO_WORKER',
    `No worker polls the task queue "${link.taskQueue}" of ${link.address}; ${undone}`,
    {
      kind: 'transient',
      hint: link.local === undefined ? workerCommand(link) : 'muster up',
    },
  );
}

function workerCommand({ profile }: Link): string {
  return `muster worker${profile === undefined ? '' : ` --profile ${profile}`}   # where the hosts of the cluster can be reached`;
}

async function start({ client, taskQueue }: Link, workflowId: string, request: OperationRequest): Promise<Submitted> {
  const { cluster, verb, nodes, mode } = request;
  const what = `${mode === 'plan' ? 'plan: ' : ''}${describeRequest({ ...request, cluster: cluster.name })}`;
  const keyword = (name: string) => defineSearchAttributeKey(name, 'KEYWORD');
  const handle = await client.withDeadline(Date.now() + START_LIMIT_MS, () =>
    client.workflow.start(WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `${what}, by ${request.by}`,
      memo: makeMemo(request),
      typedSearchAttributes: [
        { key: keyword(SEARCH_ATTRIBUTES.cluster), value: cluster.name },
        { key: keyword(SEARCH_ATTRIBUTES.operation), value: verb },
        { key: keyword(SEARCH_ATTRIBUTES.request), value: request.id },
        { key: keyword(SEARCH_ATTRIBUTES.state), value: 'running' },
        {
          key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.nodes, 'KEYWORD_LIST'),
          value: [...nodes, ...(request.with ?? [])],
        },
      ],
    }),
  );
  return { workflowId, runId: handle.firstExecutionRunId };
}

async function lookAfterLostReply(
  link: Link,
  workflowId: string,
  request: OperationRequest,
  lost: unknown,
): Promise<Submitted> {
  let absent = false;
  for (let look = 1; look <= LOOKS; look++) {
    try {
      return await recognise(link, await describe(link, workflowId), request);
    } catch (error) {
      absent = isNotFound(error);
      if (!absent && !isOutage(error)) throw error;
    }
    await pause(LOOK_AGAIN_MS);
  }
  const said = absent
    ? `the submit got no answer, and nothing was found of it; should it still arrive, muster ops show ${request.id} has it`
    : `whether operation ${request.id} was submitted is not known; a worker that sees it later will refuse it`;
  throw temporalDown(link, said, lost);
}
