import type { Client } from '@temporalio/client';
import { type DeskState, FOREMAN_TYPE, foremanWorkflowId, type QueuedWork } from '../../model/foreman.ts';
import { type DeskFact, listUnconfirmed, recoverDesk } from '../../model/recover-desk.ts';
import { readDeskFacts } from './read-desk-facts.ts';

export interface LeftDesk {
  /** Whoever runs here may have ended since. */
  readonly state: DeskState;
  /** Of those that run, the ones that nobody has seen begin. */
  readonly unconfirmed: readonly QueuedWork[];
}

export interface ForemanRun {
  readonly runId: string;
  readonly at: number;
  readonly status: string;
}

/** By the list, the newest first. */
export async function listForemanRuns(client: Client, cluster: string): Promise<readonly ForemanRun[]> {
  const query = `WorkflowType = '${FOREMAN_TYPE}' AND WorkflowId = '${foremanWorkflowId(cluster)}'`;
  const runs: ForemanRun[] = [];
  for await (const { runId, startTime, status } of client.workflow.list({ query }))
    runs.push({ runId, at: startTime.getTime(), status: status.name });
  return runs.sort((one, other) => other.at - one.at);
}

/**
 * From the histories of these runs, the newest first. One that was ended before it knew what the run before had left has
 * nothing to say of that, so it is read on to the first that did. One that ended by itself had nothing left.
 */
export async function readLeft(client: Client, cluster: string, runs: readonly ForemanRun[]): Promise<LeftDesk> {
  let facts: readonly DeskFact[] = [];
  for (const { runId, status } of runs) {
    if (status === 'COMPLETED') break;
    const of = await readDeskFacts(client, foremanWorkflowId(cluster), runId);
    facts = [...of, ...facts];
    if (of.some(({ kind }) => kind === 'began')) break;
  }
  return { state: recoverDesk(facts), unconfirmed: listUnconfirmed(facts) };
}
