import { setTimeout as pause } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { FOREMAN_TYPE, foremanWorkflowId, operationWorkflowId, type DeskState } from '../../model/foreman.ts';
import { recoverDesk } from '../../model/recover-desk.ts';
import { activityClient, reportNote } from '../context.ts';
import { findStrays } from './find-strays.ts';
import type { RecoverInput } from './foreman-eyes.ts';
import { readDeskFacts } from './read-desk-facts.ts';

/** A child that was asked for right before its foreman was ended may still begin. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 500;

/** From the history of the run before, which is exact; and from the list, which has also what no foreman started. */
export async function recover({ cluster, runId, now }: RecoverInput): Promise<DeskState> {
  const client = activityClient();
  const before = await findRunBefore(client, cluster, runId);
  const left = before === undefined ? { running: [], queue: [] } : await readLeft(client, cluster, before);
  const running = [];
  for (const work of left.running) {
    reportNote(`asking for ${work.id}`);
    if (await isOpenSoon(client, operationWorkflowId(cluster, work.id))) running.push(work);
  }
  const strays = await findStrays(
    client,
    cluster,
    running.map(({ id }) => id),
  );
  const suspension =
    left.suspension !== undefined && Date.parse(left.suspension.until) > now ? left.suspension : undefined;
  return {
    running: [...running, ...strays],
    queue: left.queue,
    ...(suspension !== undefined && { suspension }),
  };
}

async function readLeft(client: Client, cluster: string, runId: string): Promise<DeskState> {
  return recoverDesk(await readDeskFacts(client, foremanWorkflowId(cluster), runId));
}

/** The newest but the one that asks; one that ended by itself had nothing left. */
async function findRunBefore(client: Client, cluster: string, runId: string): Promise<string | undefined> {
  const query = `WorkflowType = '${FOREMAN_TYPE}' AND WorkflowId = '${foremanWorkflowId(cluster)}'`;
  let newest: { readonly runId: string; readonly at: number; readonly status: string } | undefined;
  for await (const info of client.workflow.list({ query })) {
    const at = info.startTime.getTime();
    if (info.runId === runId || (newest !== undefined && newest.at >= at)) continue;
    newest = { runId: info.runId, at, status: info.status.name };
  }
  return newest === undefined || newest.status === 'COMPLETED' ? undefined : newest.runId;
}

async function isOpenSoon(client: Client, workflowId: string): Promise<boolean> {
  for (let look = 1; ; look++) {
    try {
      const { status } = await client.workflow.getHandle(workflowId).describe();
      return status.name === 'RUNNING' || status.name === 'PAUSED';
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      if (look >= LOOKS) return false;
      await pause(LOOK_AGAIN_MS);
    }
  }
}
