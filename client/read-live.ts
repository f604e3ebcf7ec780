import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Heartbeat } from '../model/step.ts';
import { decodeFailure, decodeFirst } from '../worker/history/decode-payloads.ts';
import { isAside, parseActivityId } from '../model/rebuild-progress.ts';
import type { LiveStep } from './snapshot.ts';

/** What the server knows of the activities that have not ended, by step id. It needs no worker. */
export async function readLive(
  client: Client,
  { raw }: WorkflowExecutionDescription,
): Promise<Record<string, LiveStep>> {
  const live: Record<string, LiveStep> = {};
  for (const pending of raw.pendingActivities ?? []) {
    const heartbeat = (await decodeFirst(client, pending.heartbeatDetails)) as Heartbeat | undefined;
    const failure = await decodeFailure(client, pending.lastFailure);
    const nextTryAt = optionalTsToDate(pending.nextAttemptScheduleTime as never);
    const { id } = parseActivityId(pending.activityId ?? '');
    if (isAside(pending.activityId ?? '')) continue;
    live[id] = {
      attempt: pending.attempt ?? 1,
      ...(heartbeat !== undefined && { note: heartbeat.note, at: heartbeat.at }),
      ...(heartbeat?.progress !== undefined && { progress: heartbeat.progress }),
      ...(failure !== undefined && { failure }),
      ...(nextTryAt !== undefined && nextTryAt.getTime() > Date.now() && { nextTryAt: nextTryAt.toISOString() }),
    };
  }
  return live;
}
