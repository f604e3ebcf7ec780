import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../model/error.ts';
import type { IfBusy } from '../model/foreman.ts';
import { type OperationRequest, planWorkflowId, WORKFLOW_TYPE } from '../model/operation.ts';
import { listStartFacts } from '../model/start-facts.ts';
import { type Admitted, admit, findAdmitted, requireRunning, type Submitted } from './admit.ts';
import type { Link } from './connect.ts';
import { describeKnown } from './describe.ts';
import { findPollers } from './find-pollers.ts';
import { keyword, keywordList } from './search-attributes.ts';
import { isOutage, temporalDown } from './temporal-errors.ts';

const START_LIMIT_MS = 10_000;
const LOOKS = 3;
/** What is under way when the connection breaks may reach the server a moment later. */
const LOOK_AGAIN_MS = 500;

/** Starts the operation, or says truthfully that it did not, or that nobody can know yet. */
export async function submit(link: Link, request: OperationRequest): Promise<Submitted> {
  return requireRunning(await submitOrQueue(link, request, 'refuse'));
}

/** The same; into a busy cluster it waits for its turn where that is asked for. */
export async function submitOrQueue(link: Link, request: OperationRequest, ifBusy: IfBusy): Promise<Admitted> {
  await requireWorker(link, 'nothing was submitted');
  try {
    if (request.mode === 'plan') return { kind: 'running', ...(await startPlan(link, request)) };
    return await admit(link, request, ifBusy);
  } catch (error) {
    if (!isOutage(error)) throw error;
    return { kind: 'running', ...(await lookAfterLostReply(link, request, error)) };
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

/** A plan changes nothing, and asks nobody. */
async function startPlan({ client, taskQueue }: Link, request: OperationRequest): Promise<Submitted> {
  const { staticSummary, memo, keywords, keywordLists } = listStartFacts(request);
  const workflowId = planWorkflowId(request.cluster.name, request.id);
  const handle = await client.withDeadline(Date.now() + START_LIMIT_MS, () =>
    client.workflow.start(WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      args: [request],
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary,
      memo,
      typedSearchAttributes: [
        ...Object.entries(keywords).map(([name, value]) => keyword(name, value)),
        ...Object.entries(keywordLists).map(([name, value]) => keywordList(name, value)),
      ],
    }),
  );
  return { workflowId, runId: handle.firstExecutionRunId };
}

async function lookAfterLostReply(link: Link, request: OperationRequest, lost: unknown): Promise<Submitted> {
  let absent = false;
  for (let look = 1; look <= LOOKS; look++) {
    try {
      const found = await find(link, request);
      if (found !== undefined) return found;
      absent = true;
    } catch (error) {
      if (!isOutage(error)) throw error;
      absent = false;
    }
    await pause(LOOK_AGAIN_MS);
  }
  const said = absent
    ? `the submit got no answer, and nothing was found of it; should it still arrive, muster ops show ${request.id} has it`
    : `whether operation ${request.id} was submitted is not known; a worker that sees it later will refuse it`;
  throw temporalDown(link, said, lost);
}

async function find(link: Link, request: OperationRequest): Promise<Submitted | undefined> {
  if (request.mode !== 'plan') return await findAdmitted(link, request);
  const plan = await describeKnown(link, planWorkflowId(request.cluster.name, request.id));
  return plan === undefined ? undefined : { workflowId: plan.workflowId, runId: plan.runId };
}
