import type { Client } from '@temporalio/client';
import { isOpenStatus } from '../model/is-open-status.ts';
import { MusterError } from '../model/error.ts';
import { type OperationProgress, PROGRESS_QUERY } from '../model/operation.ts';
import { cleanDeep } from '../model/clean-text.ts';
import { readState, readStep } from './read-attributes.ts';
import { readHistory } from '../worker/history/read-history.ts';
import { readStuck } from '../worker/history/read-stuck.ts';
import { readLive } from './read-live.ts';
import { rebuildProgress } from '../model/rebuild-progress.ts';
import type { Snapshot } from './snapshot.ts';

/** Longer, and a watch without a worker would be sluggish; shorter, and a busy worker would be called absent. */
const QUERY_LIMIT_MS = 3_000;
const CALL_LIMIT_MS = 5_000;

/** Asks the worker and the server, and puts together what they say; without a worker the server's history is enough. */
export async function readOperation(client: Client, workflowId: string, runId: string): Promise<Snapshot> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const description = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => handle.describe());
  const open = isOpenStatus(description.status.name);
  const live = open ? await readLive(client, description) : {};
  const asked = open ? await queryProgress(client, workflowId, runId) : undefined;
  if (asked !== undefined) return cleanDeep({ workflowId, runId, progress: asked, live, source: 'worker' });

  const facts = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => readHistory(client, workflowId, runId));
  const step = readStep(description);
  const progress = rebuildProgress(facts, { state: readState(description), ...(step !== undefined && { step }) });
  if (progress === undefined)
    throw new MusterError('INTERNAL', `The history of ${workflowId} does not begin with an operation`);
  if (!open) return cleanDeep({ workflowId, runId, progress, live, source: 'result' });
  const stuck = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => readStuck(client, description));
  return cleanDeep({ workflowId, runId, progress, live, source: 'server', ...(stuck !== undefined && { stuck }) });
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
