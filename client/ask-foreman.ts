import { WithStartWorkflowOperation, type WorkflowStartOptions, WorkflowUpdateFailedError } from '@temporalio/client';
import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { ERROR_CODES, MusterError } from '../model/error.ts';
import { describeForeman, FOREMAN_TURNS, FOREMAN_TYPE, type ForemanStart } from '../model/foreman.ts';
import { SEARCH_ATTRIBUTES } from '../model/operation.ts';
import type { FailureView } from '../model/step.ts';
import { describeStuck, type Stuck } from '../model/stuck.ts';
import type { Link } from './connect.ts';
import { findStuckForeman } from './find-stuck-foreman.ts';
import { keyword } from './search-attributes.ts';
import { isPassing } from './temporal-errors.ts';

/** A try that is lost is made again for as long: the foreman knows each request by its id. */
const ASK_LIMIT_MS = 10_000;
const ASK_AGAIN_MS = 100;
/** By the server: the workflow was ended after it had accepted the update; and a worker was lost before it had. */
const LOST_MEANWHILE: readonly string[] = ['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'];

type Foreman = (start: ForemanStart) => Promise<void>;
type Conflict = { readonly workflowIdConflictPolicy: 'USE_EXISTING' };

/** Asks the foreman of the cluster, who is started for it where there is none. What it refuses is thrown. */
export async function askForeman<Answer>(
  link: Link,
  cluster: string,
  update: string,
  input: object,
  /** The same on a further try, so that a lost answer is given again. */
  updateId: string = randomUUID(),
): Promise<Answer> {
  const until = Date.now() + ASK_LIMIT_MS;
  for (let tries = 1; ; tries++) {
    try {
      return await askOnce(link, cluster, update, input, updateId, until);
    } catch (error) {
      const refused = readRefusal(error);
      if (refused !== undefined) throw refused;
      if (!(isPassing(error) || isToBeAskedAgain(error)) || Date.now() + ASK_AGAIN_MS * tries > until)
        throw (await explainStuck(link, cluster)) ?? error;
      // Ten may ask at once; who comes later is sent away, and those who come again should not meet again.
      await pause(ASK_AGAIN_MS * (1 + Math.random()) * Math.min(tries, 10));
    }
  }
}

/** Whoever asked in vain may have met one that cannot go on. */
async function explainStuck(link: Link, cluster: string): Promise<MusterError | undefined> {
  try {
    const found = await findStuckForeman(link, cluster);
    return found === undefined ? undefined : foremanStuck(cluster, found.stuck);
  } catch {
    return undefined;
  }
}

function foremanStuck(cluster: string, stuck: Stuck): MusterError {
  return new MusterError('FOREMAN_STUCK', `The foreman of ${cluster} does not answer: ${describeStuck(stuck)}`, {
    kind: 'unknown',
    hint: `muster queue wake ${cluster}   # ends it; another one takes up what it has left`,
  });
}

async function askOnce<Answer>(
  { client, taskQueue }: Link,
  cluster: string,
  update: string,
  input: object,
  updateId: string,
  until: number,
): Promise<Answer> {
  const startWorkflowOperation = new WithStartWorkflowOperation<Foreman>(FOREMAN_TYPE, startOf(cluster, taskQueue));
  return await client.withDeadline(until, () =>
    client.workflow.executeUpdateWithStart<Foreman, Answer, [object]>(update, {
      args: [input],
      updateId,
      startWorkflowOperation,
    }),
  );
}

/** Starts one where there is none: it takes up what the one before has left, and lets begin what waits. */
export async function wakeForeman({ client, taskQueue }: Link, cluster: string): Promise<void> {
  await client.withDeadline(Date.now() + ASK_LIMIT_MS, () =>
    client.workflow.start<Foreman>(FOREMAN_TYPE, startOf(cluster, taskQueue)),
  );
}

function startOf(cluster: string, taskQueue: string): WorkflowStartOptions<Foreman> & Conflict {
  return {
    ...describeForeman(cluster),
    taskQueue,
    typedSearchAttributes: [keyword(SEARCH_ATTRIBUTES.cluster, cluster)],
  };
}

/** It goes on in a new run, was ended while it answered, or has not got the question: asked again, it knows what came of it. */
function isToBeAskedAgain(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return false;
  const { type } = error.cause;
  return type === FOREMAN_TURNS || LOST_MEANWHILE.includes(type ?? '');
}

/** What a workflow said no to, with its code and the next command. */
export function readRefusal(error: unknown, otherHint?: string): MusterError | undefined {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return undefined;
  const view = error.cause.details?.[0] as FailureView | undefined;
  if (view === undefined || !(view.code in ERROR_CODES)) return undefined;
  const hint = view.hint ?? otherHint;
  return new MusterError(view.code, view.message, {
    kind: view.kind,
    ...(hint !== undefined && { hint }),
  });
}
