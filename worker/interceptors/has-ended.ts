import type { Context } from '@temporalio/activity';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { AskedOperation } from '../../activities/context.ts';
import { isOpenStatus } from '../../model/is-open-status.ts';

/**
 * Whether the operation is over, asked of the server. One that was reset goes on under another run, which then is the latest
 * of its workflow and has the same memo. What cannot be found out is not over.
 */
export async function hasEnded(context: Context, asked: AskedOperation): Promise<boolean> {
  try {
    return await askServer(context, asked);
  } catch (error) {
    context.log.warn('Temporal does not say whether an operation is over', { ...asked, error });
    return false;
  }
}

async function askServer({ client }: Context, { operation, workflow, run }: AskedOperation): Promise<boolean> {
  const describe = async (runId?: string) => {
    try {
      return await client.workflow.getHandle(workflow, runId).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };
  const latest = await describe();
  if (isOpen(latest) && (latest?.runId === run || latest?.memo?.['requestId'] === operation)) return false;
  const own = latest?.runId === run ? latest : await describe(run);
  return !isOpen(own);
}

function isOpen(found: WorkflowExecutionDescription | undefined): boolean {
  return found !== undefined && isOpenStatus(found.status.name);
}
