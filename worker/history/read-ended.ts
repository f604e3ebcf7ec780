import type { Client } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { rebuildProgress } from '../../model/rebuild-progress.ts';
import { type OperationRecord, RECORD_FORMAT, type RunName } from '../../model/record/record.ts';
import { findGrpcError, GRPC } from '../server/grpc-code.ts';
import { readHistory } from './read-history.ts';

/** The operation as the server keeps it, or why there is nothing to keep. */
export async function readEnded(
  client: Client,
  { workflowId, runId }: RunName,
): Promise<OperationRecord | { readonly why: string }> {
  const facts = await readHistory(client, workflowId, runId).catch((error: unknown) => {
    if (findGrpcError(error)?.code === GRPC.NOT_FOUND) return undefined;
    const message = `The history of ${workflowId} could not be read`;
    throw new MusterError('TEMPORAL_DOWN', message, { kind: 'transient', cause: error });
  });
  if (facts === undefined) return { why: 'Temporal no longer knows it' };
  const ended = facts.find((fact) => fact.kind === 'ended');
  if (ended === undefined) return { why: 'it has not ended' };
  const progress = rebuildProgress(facts, { state: 'failed' });
  if (progress === undefined) return { why: 'it is no operation' };
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
