import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ADMISSION_QUERY, type Admission, type AdmissionView, foremanWorkflowId } from '../../model/foreman.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { isFiredBy } from '../../model/schedule/schedule.ts';

/**
 * A schedule waits in the queue once: after a drain of a week a nightly restart is wanted one time, not seven. What is of
 * the same request is the submit itself, sent again.
 */
export async function findWaiting(
  client: Client,
  { id, cluster }: OperationRequest,
  schedule: string,
): Promise<Admission | undefined> {
  const view = await askDesk(client, cluster.name);
  const waiting = view?.queue.find((entry) => entry.id !== id && isFiredBy(entry.by, schedule));
  if (waiting === undefined) return undefined;
  const why = 'the firing before this one still waits in the queue';
  return {
    kind: 'refused',
    failure: { code: 'CLUSTER_BUSY', kind: 'refused', message: `${cluster.name}: ${why}` },
    behind: [{ id: waiting.id, what: waiting.what, by: waiting.by, since: waiting.since, why }],
  };
}

/** With no foreman nothing waits. */
async function askDesk(client: Client, cluster: string): Promise<AdmissionView | undefined> {
  try {
    const handle = client.workflow.getHandle(foremanWorkflowId(cluster));
    if ((await handle.describe()).status.name !== 'RUNNING') return undefined;
    return await handle.query<AdmissionView>(ADMISSION_QUERY);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
