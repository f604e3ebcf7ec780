import type { Client } from '@temporalio/client';
import { rebuildProgress } from '../../model/rebuild-progress.ts';
import { type OperationRecord, RECORD_FORMAT, type RunName } from '../../model/record/record.ts';
import { readHistory } from './read-history.ts';

/** The operation as the server keeps it; `undefined` while it has not ended. */
export async function readEnded(client: Client, { workflowId, runId }: RunName): Promise<OperationRecord | undefined> {
  const facts = await readHistory(client, workflowId, runId);
  const ended = facts.find((fact) => fact.kind === 'ended');
  const progress = ended === undefined ? undefined : rebuildProgress(facts, { state: 'failed' });
  if (ended === undefined || progress === undefined) return undefined;
  return {
    format: RECORD_FORMAT,
    workflowId,
    runId,
    asOf: progress.endedAt ?? ended.at,
    events: Number.MAX_SAFE_INTEGER,
    progress,
    undo: [],
  };
}
