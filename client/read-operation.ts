import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { MusterError } from '../model/error.ts';
import { type OperationProgress, PROGRESS_QUERY } from '../model/operation.ts';
import type { Heartbeat } from '../model/step.ts';
import { cleanDeep } from './clean-text.ts';
import { decodeFailure, decodeFirst } from './decode-payloads.ts';
import { readState, readStep } from './read-attributes.ts';
import { readHistory } from './read-history.ts';
import { parseActivityId, rebuildProgress } from './rebuild-progress.ts';
import type { LiveStep, Snapshot } from './snapshot.ts';

/** Longer, and a watch without a worker would be sluggish; shorter, and a busy worker would be called absent. */
const QUERY_LIMIT_MS = 3_000;
const CALL_LIMIT_MS = 5_000;

/** Asks the worker and the server, and puts together what they say; without a worker the server's history is enough. */
export async function readOperation(client: Client, workflowId: string, runId: string): Promise<Snapshot> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const description = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => handle.describe());
  const open = description.status.name === 'RUNNING' || description.status.name === 'PAUSED';
  const live = open ? await readLive(client, description) : {};
  const asked = open ? await queryProgress(client, workflowId, runId) : undefined;
  if (asked !== undefined) return cleanDeep({ workflowId, runId, progress: asked, live, source: 'worker' });

  const facts = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => readHistory(client, workflowId, runId));
  const step = readStep(description);
  const progress = rebuildProgress(facts, { state: readState(description), ...(step !== undefined && { step }) });
  if (progress === undefined)
    throw new MusterError('INTERNAL', `The history of ${workflowId} does not begin with an operation`);
  return cleanDeep({ workflowId, runId, progress, live, source: open ? 'server' : 'result' });
}

async function queryProgress(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<OperationProgress | undefined> {
  try {
    return await client.withDeadline(Date.now() + QUERY_LIMIT_MS, () =>
      client.workflow.getHandle(workflowId, runId).query<OperationProgress>(PROGRESS_QUERY),
    );
  } catch {
    // No worker, one that hangs, or one of another version: all of them leave the server to be asked.
    return undefined;
  }
}

async function readLive(client: Client, { raw }: WorkflowExecutionDescription): Promise<Record<string, LiveStep>> {
  const live: Record<string, LiveStep> = {};
  for (const pending of raw.pendingActivities ?? []) {
    const heartbeat = (await decodeFirst(client, pending.heartbeatDetails)) as Heartbeat | undefined;
    const failure = await decodeFailure(client, pending.lastFailure);
    const nextTryAt = optionalTsToDate(pending.nextAttemptScheduleTime as never);
    live[parseActivityId(pending.activityId ?? '').id] = {
      attempt: pending.attempt ?? 1,
      ...(heartbeat !== undefined && { note: heartbeat.note, at: heartbeat.at }),
      ...(heartbeat?.progress !== undefined && { progress: heartbeat.progress }),
      ...(failure !== undefined && { failure }),
      ...(nextTryAt !== undefined && nextTryAt.getTime() > Date.now() && { nextTryAt: nextTryAt.toISOString() }),
    };
  }
  return live;
}
