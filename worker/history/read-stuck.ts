import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { cleanText } from '../../model/clean-text.ts';
import { STUCK_TRIES, type Stuck } from '../../model/stuck.ts';

/** What has come since the first failed try, such as ends of activities, stands behind it. */
const LAST_EVENTS = 100;

/** `undefined` where it goes on, or only has no worker. It needs none: the server writes down the first try that failed. */
export async function readStuck(
  client: Client,
  { workflowId, runId, raw }: Pick<WorkflowExecutionDescription, 'workflowId' | 'runId' | 'raw'>,
): Promise<Stuck | undefined> {
  const tries = raw.pendingWorkflowTask?.attempt ?? 1;
  if (tries < STUCK_TRIES) return undefined;
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: LAST_EVENTS,
  });
  for (const event of history?.events ?? []) {
    if (event.workflowTaskCompletedEventAttributes || event.workflowTaskTimedOutEventAttributes) return undefined;
    if (!event.workflowTaskFailedEventAttributes) continue;
    const since = optionalTsToDate(event.eventTime as never)?.toISOString() ?? '';
    const [first = ''] = cleanText(event.workflowTaskFailedEventAttributes.failure?.message ?? '').split('\n');
    return { tries, since, cause: first };
  }
  return undefined;
}
