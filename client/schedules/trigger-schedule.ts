import { WorkflowFailedError } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { SEARCH_ATTRIBUTES } from '../../model/operation.ts';
import {
  FIRING_TYPE,
  type FiringInput,
  type FiringMemo,
  type FiringOutcome,
  firingPrefix,
} from '../../model/schedule/schedule.ts';
import type { Link } from '../connect.ts';
import { createRequestId } from '../request-id.ts';
import { keyword } from '../search-attributes.ts';
import { requireWorker } from '../require-worker.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';

/** The foreman answers at once; a worker that is busy takes a moment. */
const ANSWER_LIMIT_MS = 60_000;

/**
 * Lets it fire now, whether it is paused or not. Not by the server's own trigger, which knows nothing of who it was, nor
 * gives an answer; what is started is the same.
 */
export async function triggerSchedule(
  link: Link,
  input: FiringInput,
  trigger: NonNullable<FiringInput['trigger']>,
): Promise<FiringOutcome> {
  const { name, cluster, command } = input.schedule;
  await requireWorker(link, 'nothing was triggered');
  const memo: FiringMemo = { schedule: name, cluster, triggeredBy: trigger.by };
  try {
    return await link.client.withDeadline(Date.now() + ANSWER_LIMIT_MS, async () => {
      const handle = await link.client.workflow.start(FIRING_TYPE, {
        workflowId: `${firingPrefix(cluster, name)}by-${createRequestId()}`,
        taskQueue: link.taskQueue,
        args: [{ ...input, trigger } satisfies FiringInput],
        staticSummary: `schedule ${name} of ${cluster}: ${command.join(' ')}, triggered by ${trigger.by}`,
        memo: { ...memo },
        typedSearchAttributes: [keyword(SEARCH_ATTRIBUTES.cluster, cluster)],
      });
      return (await handle.result()) as FiringOutcome;
    });
  } catch (error) {
    if (isOutage(error))
      throw temporalDown(link, `what became of it, muster schedule show ${cluster}/${name} says`, error);
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw new MusterError('INTERNAL', `The firing ended with no word: ${error.cause?.message ?? 'unknown'}`, {
      kind: 'unknown',
      hint: `muster schedule show ${cluster}/${name}`,
      cause: error,
    });
  }
}
