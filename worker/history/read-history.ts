import type { Client } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import {
  type OperationProgress,
  type OperationRequest,
  TUNE_UPDATE,
  type VerbInput,
  type VerbRecord,
  VERBS,
  WINDOW_UPDATE,
} from '../../model/operation.ts';
import { decodeAll, decodeFailure, decodeFirst, decodeOne } from './decode-payloads.ts';
import type { RecordedAnswer } from '../../model/windows/recorded-answer.ts';
import type { HistoryFact } from '../../model/history-fact.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What the server has written down of an operation; needs no worker. */
export async function readHistory(client: Client, workflowId: string, runId: string): Promise<readonly HistoryFact[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const facts = await Promise.all((events ?? []).map((event) => readEvent(client, event)));
  return facts.filter((fact) => fact !== undefined);
}

async function readEvent(client: Client, event: HistoryEvent): Promise<HistoryFact | undefined> {
  const at = (optionalTsToDate(event.eventTime as never) ?? new Date(0)).toISOString();
  const {
    workflowExecutionStartedEventAttributes: started,
    activityTaskScheduledEventAttributes: scheduled,
    activityTaskStartedEventAttributes: begun,
    activityTaskCompletedEventAttributes: completed,
    activityTaskFailedEventAttributes: failed,
    activityTaskTimedOutEventAttributes: timedOut,
    activityTaskCanceledEventAttributes: cancelled,
    workflowExecutionUpdateAcceptedEventAttributes: update,
    markerRecordedEventAttributes: marker,
  } = event;
  if (started) return { kind: 'asked', request: (await decodeFirst(client, started.input)) as OperationRequest, at };
  if (scheduled) {
    const title = await decodeOne(client, event.userMetadata?.summary);
    const activityId = scheduled.activityId ?? '';
    return {
      kind: 'scheduled',
      event: Number(event.eventId),
      activityId,
      title: typeof title === 'string' ? title : activityId,
      at,
    };
  }
  if (begun) return await readTries(client, begun, at);
  if (completed) {
    return {
      kind: 'completed',
      event: Number(completed.scheduledEventId),
      result: await decodeFirst(client, completed.result),
      at,
    };
  }
  const lost = failed ?? timedOut;
  if (lost) {
    const failure = (await decodeFailure(client, lost.failure)) ?? {
      code: 'BUDGET_SPENT',
      kind: 'transient',
      message: 'not so within its tries',
    };
    return { kind: 'failed', event: Number(lost.scheduledEventId), failure, at };
  }
  if (cancelled) return { kind: 'cancelled', event: Number(cancelled.scheduledEventId), at };
  if (update) {
    const verb = update.acceptedRequest?.input?.name as VerbRecord['verb'];
    const [input] = await decodeAll(client, update.acceptedRequest?.input?.args);
    return verb === TUNE_UPDATE || verb === WINDOW_UPDATE || VERBS.includes(verb)
      ? { kind: 'verb', verb, input: input as VerbInput, at }
      : undefined;
  }
  if (marker) {
    const answer = (await decodeFirst(client, marker.details?.result)) as RecordedAnswer | undefined;
    return answer?.about === undefined ? undefined : { kind: 'window', answer, at };
  }
  return readEnd(client, event, at);
}

/** The server writes down that an activity began when it ends: by then it knows how often it was tried. */
async function readTries(
  client: Client,
  { scheduledEventId, attempt, lastFailure }: temporal.api.history.v1.IActivityTaskStartedEventAttributes,
  at: string,
): Promise<HistoryFact | undefined> {
  if ((attempt ?? 1) <= 1) return undefined;
  const failure = await decodeFailure(client, lastFailure);
  return {
    kind: 'tried',
    event: Number(scheduledEventId),
    attempt: attempt ?? 1,
    ...(failure !== undefined && { failure }),
    at,
  };
}

async function readEnd(client: Client, event: HistoryEvent, at: string): Promise<HistoryFact | undefined> {
  const {
    workflowExecutionCompletedEventAttributes: completed,
    workflowExecutionFailedEventAttributes: failed,
    workflowExecutionTerminatedEventAttributes: terminated,
    workflowExecutionTimedOutEventAttributes: timedOut,
    workflowExecutionCanceledEventAttributes: cancelled,
  } = event;
  if (completed)
    return { kind: 'ended', result: (await decodeFirst(client, completed.result)) as OperationProgress, at };
  const outside = (message: string): HistoryFact => ({
    kind: 'ended',
    failure: { code: 'INTERNAL', kind: 'unknown', message },
    at,
  });
  if (failed) {
    const failure = await decodeFailure(client, failed.failure);
    return failure === undefined ? outside('the workflow failed') : { kind: 'ended', failure, at };
  }
  if (terminated) {
    const by = terminated.identity ? ` by ${terminated.identity}` : '';
    return outside(
      `terminated in Temporal${by}${terminated.reason ? `: ${terminated.reason}` : ''}; nothing was taken back`,
    );
  }
  if (timedOut) return outside('the workflow ran out of its time; nothing was taken back');
  return cancelled ? outside('cancelled in Temporal') : undefined;
}
