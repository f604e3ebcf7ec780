import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { rebuildProgress } from '../../model/rebuild-progress.ts';
import { type EndedName, type OperationRecord, RECORD_FORMAT, type RunName } from '../../model/record/record.ts';
import { findGrpcError, GRPC } from '../server/grpc-code.ts';
import { readHistory } from './read-history.ts';

/** The operation as the server keeps it, or why there is nothing to keep. */
export async function readEnded(client: Client, name: EndedName): Promise<OperationRecord | { readonly why: string }> {
  const read = await readRun(client, name).catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError || findGrpcError(error)?.code === GRPC.NOT_FOUND) return undefined;
    const message = `The history of ${name.workflowId} could not be read`;
    throw new MusterError('TEMPORAL_DOWN', message, { kind: 'transient', cause: error });
  });
  if (read === undefined) return { why: 'Temporal no longer knows it' };
  const { run, events, facts } = read;
  const ended = facts.find((fact) => fact.kind === 'ended');
  if (ended === undefined) return { why: 'it has not ended' };
  const progress = rebuildProgress(facts, { state: 'failed' });
  if (progress === undefined) return { why: 'it is no operation' };
  return {
    format: RECORD_FORMAT,
    ...run,
    asOf: progress.endedAt ?? ended.at,
    events,
    progress,
    undo: [],
  };
}

async function readRun(client: Client, { workflowId, runId }: EndedName) {
  // Described first: of one that is still at work the facts then tell no less than the count.
  const { runId: ran, historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
  const run: RunName = { workflowId, runId: ran };
  return { run, events: historyLength, facts: await readHistory(client, workflowId, ran) };
}
