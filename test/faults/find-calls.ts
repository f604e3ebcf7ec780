import type { WorkflowHandle } from '@temporalio/client';

/** Names of all activities that the operation has scheduled, in their order. */
export async function findCalls(handle: WorkflowHandle): Promise<readonly string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
}
