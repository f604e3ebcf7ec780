import type { Client } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import type { OperationProgress } from '../model/operation.ts';
import { buildRecord, type RecordEntry } from './build-record.ts';
import { cleanDeep } from '../model/clean-text.ts';
import { readState, readStep } from './read-attributes.ts';
import { readHistory } from '../worker/history/read-history.ts';
import { rebuildProgress } from '../model/rebuild-progress.ts';

/** A history of weeks is long. */
const CALL_LIMIT_MS = 30_000;

/** From the server alone: no worker is asked. */
export async function readRecord(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<{ readonly progress: OperationProgress; readonly entries: readonly RecordEntry[] }> {
  const { description, facts } = await client.withDeadline(Date.now() + CALL_LIMIT_MS, async () => ({
    description: await client.workflow.getHandle(workflowId, runId).describe(),
    facts: await readHistory(client, workflowId, runId),
  }));
  const state = readState(description);
  const step = readStep(description);
  const progress = rebuildProgress(facts, { state, ...(step !== undefined && { step }) });
  if (progress === undefined)
    throw new MusterError('INTERNAL', `The history of ${workflowId} does not begin with an operation`);
  return cleanDeep({ progress, entries: buildRecord(facts, progress.state) });
}
