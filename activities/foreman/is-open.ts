import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { isOpenStatus } from '../../model/is-open-status.ts';

/** Of the latest run of that name; of one that was asked for a moment ago the server may not have any yet. */
export async function readPresence(client: Client, workflowId: string): Promise<'absent' | 'open' | 'closed'> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return isOpenStatus(status.name) ? 'open' : 'closed';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'absent';
    throw error;
  }
}

/** Whether the latest run of that name is open. */
export async function isOpen(client: Client, workflowId: string): Promise<boolean> {
  return (await readPresence(client, workflowId)) === 'open';
}
