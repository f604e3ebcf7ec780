import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import type { GivenInput, OperationProgress, VerbInput, VerbRecord } from '../model/operation.ts';
import { readRefusal } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { requireWorker } from './require-worker.ts';
import { isNotFound, isOutage } from './temporal-errors.ts';
import { untilHeard } from './until-heard.ts';
import type { WatchTarget } from './watch.ts';

const ANSWER_LIMIT_MS = 10_000;

/** Gives a verb to a running operation, or asks it to set a switch; it answers at once, with what it is then, or with why not. */
export async function giveVerb(
  link: Link,
  target: WatchTarget,
  verb: VerbRecord['verb'],
  input: GivenInput,
): Promise<OperationProgress> {
  const { workflowId, runId, name } = target;
  const handle = link.client.workflow.getHandle(workflowId, runId);
  const { status } = await handle.describe();
  if (status.name === 'PAUSED') throw pausedOnServer(link, target);
  if (status.name !== 'RUNNING')
    throw new MusterError('VERB_REFUSED', `Operation ${name} has ended`, { hint: `muster ops show ${name}` });
  await requireWorker(link, `${verb} was not given`);
  // The same id each time: a repeated verb is taken once.
  const options = { args: [input] as [VerbInput], updateId: `${verb}-${randomUUID()}` };
  const deadline = Date.now() + ANSWER_LIMIT_MS;
  const give = () => handle.executeUpdate<OperationProgress, [VerbInput]>(verb, options);
  try {
    return await untilHeard(() => link.client.withDeadline(deadline, give), deadline);
  } catch (error) {
    throw classify(error, name, verb);
  }
}

/** By somebody who asked Temporal, not us: until it is let go on there the server takes no verb for it. */
function pausedOnServer({ address, namespace }: Link, { workflowId, name }: WatchTarget): MusterError {
  const at = `--address ${address} --namespace ${namespace}`;
  return new MusterError('VERB_REFUSED', `Operation ${name} was paused in Temporal itself, and takes no verb there`, {
    hint: `temporal workflow unpause --workflow-id ${workflowId} ${at}`,
  });
}

function classify(error: unknown, name: string, verb: VerbRecord['verb']): unknown {
  if (error instanceof WorkflowUpdateFailedError) {
    const refused = readRefusal(error, `muster ops show ${name}`);
    if (refused !== undefined) return refused;
    return new MusterError('VERB_REFUSED', error.cause?.message ?? error.message, { hint: `muster ops show ${name}` });
  }
  if (isNotFound(error))
    return new MusterError('VERB_REFUSED', `Operation ${name} has ended`, { hint: `muster ops show ${name}` });
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isOutage(error)) {
    return new MusterError(
      'NO_WORKER',
      `Operation ${name} did not answer to ${verb} within ${ANSWER_LIMIT_MS / 1000} s; it may still take it`,
      {
        kind: 'unknown',
        hint: `muster ops show ${name}\nmuster up`,
        cause: error,
      },
    );
  }
  return error;
}
