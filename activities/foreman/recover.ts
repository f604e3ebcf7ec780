import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { type DeskState, operationWorkflowId, type QueuedWork } from '../../model/foreman.ts';
import { activityClient, reportNote } from '../context.ts';
import { findStrays } from './find-strays.ts';
import type { RecoverInput } from './foreman-eyes.ts';
import { readPresence } from './is-open.ts';
import { type ForemanRun, listForemanRuns, readLeft } from './read-left.ts';

/** A child that was asked for right before its foreman was ended may still begin. */
const LOOKS = 4;
const LOOK_AGAIN_MS = 500;

/** The list is late by a moment: when it has this run, it has those before it. */
const LIST_LOOKS = 20;
const LIST_AGAIN_MS = 100;

/** From the histories of the runs before, which are exact; and from the list, which has also what no foreman started. */
export async function recover({ cluster, runId }: RecoverInput): Promise<DeskState> {
  const client = activityClient();
  const before = (await listWithOwn(client, cluster, runId)).filter((run) => run.runId !== runId);
  const { state, unconfirmed } = await readLeft(client, cluster, before);
  const running = [];
  const again: QueuedWork[] = [];
  for (const work of state.running) {
    reportNote(`asking for ${work.id}`);
    const presence = await lookPatiently(client, operationWorkflowId(cluster, work.id));
    if (presence === 'open') running.push(work);
    // No second one of that name can begin, so that it is safe to ask for it again.
    const lost = presence === 'absent' ? unconfirmed.find(({ id }) => id === work.id) : undefined;
    if (lost !== undefined) again.push(lost);
  }
  const strays = await findStrays(
    client,
    cluster,
    running.map(({ id }) => id),
  );
  const begun = new Set(strays.map(({ id }) => id));
  return {
    ...state,
    running: [...running, ...strays],
    queue: [...again, ...state.queue].filter(({ id }) => !begun.has(id)),
  };
}

async function listWithOwn(client: Client, cluster: string, own: string): Promise<readonly ForemanRun[]> {
  for (let look = 1; ; look++) {
    const runs = await listForemanRuns(client, cluster);
    if (look >= LIST_LOOKS || runs.some(({ runId }) => runId === own)) return runs;
    await pause(LIST_AGAIN_MS);
  }
}

async function lookPatiently(client: Client, workflowId: string): Promise<'absent' | 'open' | 'closed'> {
  for (let look = 1; ; look++) {
    const presence = await readPresence(client, workflowId);
    if (presence !== 'absent' || look >= LOOKS) return presence;
    await pause(LOOK_AGAIN_MS);
  }
}
