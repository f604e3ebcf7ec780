import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { Link } from './connect.ts';
import { isNotFound } from './temporal-errors.ts';

const LOOK_LIMIT_MS = 3_000;

/** The latest run of that name. */
export async function describe({ client }: Link, workflowId: string): Promise<WorkflowExecutionDescription> {
  return await client.withDeadline(Date.now() + LOOK_LIMIT_MS, () => client.workflow.getHandle(workflowId).describe());
}

/** `undefined` when there is none. */
export async function describeKnown(link: Link, workflowId: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await describe(link, workflowId);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
