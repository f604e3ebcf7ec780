import { setTimeout as pause } from 'node:timers/promises';
import type { IfBusy } from '../model/foreman.ts';
import { type OperationRequest, planWorkflowId, WORKFLOW_TYPE } from '../model/operation.ts';
import { listStartFacts } from '../model/start-facts.ts';
import { readAdmission } from './admission.ts';
import { type Admitted, admit, findAdmitted, requireRunning, type Submitted } from './admit.ts';
import type { Link } from './connect.ts';
import { describeKnown } from './describe.ts';
import { requireWorker } from './require-worker.ts';
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
    return await lookAfterLostReply(link, request, error);
  }
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

async function lookAfterLostReply(link: Link, request: OperationRequest, lost: unknown): Promise<Admitted> {
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

async function find(link: Link, request: OperationRequest): Promise<Admitted | undefined> {
  const { id, cluster, mode } = request;
  if (mode === 'plan') {
    const plan = await describeKnown(link, planWorkflowId(cluster.name, id));
    return plan === undefined ? undefined : { kind: 'running', workflowId: plan.workflowId, runId: plan.runId };
  }
  const begun = await findAdmitted(link, request);
  if (begun !== undefined) return { kind: 'running', ...begun };
  const queue = (await readAdmission(link, cluster.name))?.queue ?? [];
  const place = queue.findIndex((entry) => entry.id === id);
  return place < 0 ? undefined : { kind: 'queued', place: place + 1, behind: queue[place]?.behind ?? [] };
}
