import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { isOpenStatus } from '../model/is-open-status.ts';
import type { LongProgress } from '../model/progress.ts';
import { readLive } from './read-live.ts';

const CALL_LIMIT_MS = 3_000;

/** How far the drain of an operation is, by its last beat; `undefined` when it does not wait for one. */
export async function readDrain(client: Client, workflowId: string, runId: string): Promise<LongProgress | undefined> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const description = await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => handle.describe());
  return await readDescribedDrain(client, description);
}

export async function readDescribedDrain(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<LongProgress | undefined> {
  // The server goes on listing what was running when an operation was ended from outside.
  if (!isOpenStatus(description.status.name)) return undefined;
  const live = await readLive(client, description);
  return Object.values(live).find(({ progress }) => progress !== undefined)?.progress;
}
