import type { Client } from '@temporalio/client';
import type { WindowWait } from '../model/operation.ts';
import { readOperation } from './read-operation.ts';

/** The window that an operation waits for; by the worker, or by its history. */
export async function readWait(client: Client, workflowId: string, runId: string): Promise<WindowWait | undefined> {
  return (await readOperation(client, workflowId, runId)).progress.window;
}
