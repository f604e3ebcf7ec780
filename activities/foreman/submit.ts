import {
  type Client,
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure, type Workflow } from '@temporalio/common';
import { ERROR_CODES, MusterError } from '../../model/error.ts';
import {
  type Admission,
  FOREMAN_TYPE,
  operationWorkflowId,
  SUBMIT_UPDATE,
  type Submission,
} from '../../model/foreman.ts';
import type { FailureView } from '../../model/step.ts';
import { activityAttempt, activityClient, activityTaskQueue } from '../context.ts';
import { findUsedSince } from './find-used-since.ts';
import { findWaiting } from './find-waiting.ts';
import { startOfForeman } from './start-foreman.ts';

const ANSWER_LIMIT_MS = 30_000;

export interface SubmitFrom {
  /** Name of the schedule. */
  readonly schedule: string;
  /** ISO time at which the request was made, but for its id. */
  readonly madeAt: string;
}

/** Hands an operation to the foreman of its cluster, who is started if none is there, and gives back what it says. */
export async function submit(
  { request: asked, ifBusy }: Submission,
  { schedule, madeAt }: SubmitFrom,
): Promise<Admission> {
  const client = activityClient();
  const cluster = asked.cluster.name;
  try {
    const since = await findUsedSince(client, asked, madeAt);
    const usedIds = [...(asked.usedIds ?? []), ...since];
    const request = { ...asked, ...(usedIds.length > 0 && { usedIds }) };
    return (
      (await findStarted(client, cluster, request.id)) ??
      (await findWaiting(client, asked, schedule)) ??
      (await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
        client.workflow.executeUpdateWithStart<Workflow, Admission, [Submission]>(SUBMIT_UPDATE, {
          args: [{ request, ifBusy }],
          // Sent again after a lost reply it is the same one to a foreman that still runs.
          updateId: `${request.id}/${ifBusy}`,
          startWorkflowOperation: new WithStartWorkflowOperation(
            FOREMAN_TYPE,
            startOfForeman(cluster, activityTaskQueue()),
          ),
        }),
      ))
    );
  } catch (error) {
    return explain(error, asked.id);
  }
}

/** To a foreman that ended in between, the same submit would be a new one: so it is looked for before it is sent again. */
async function findStarted(client: Client, cluster: string, id: string): Promise<Admission | undefined> {
  if (activityAttempt() === 1) return undefined;
  try {
    const { workflowId, runId } = await client.workflow.getHandle(operationWorkflowId(cluster, id)).describe();
    return { kind: 'running', workflowId, runId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** What the foreman said no to is refused; everything else, an update that met the end of its foreman too, is worth another try. */
function explain(error: unknown, id: string): Admission {
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    const view = cause instanceof ApplicationFailure ? (cause.details?.[0] as FailureView | undefined) : undefined;
    if (view !== undefined && view.code in ERROR_CODES) return { kind: 'refused', failure: view, behind: [] };
  }
  throw new MusterError('TEMPORAL_DOWN', 'Temporal, or the foreman of the cluster, did not answer', {
    kind: 'unknown',
    hint: `muster ops show ${id}`,
    cause: error,
  });
}
