import { MusterError } from '../model/error.ts';
import { FOREMAN_TYPE, type QueueEntry } from '../model/foreman.ts';
import { readAdmission } from './admission.ts';
import type { Link } from './connect.ts';

export interface FoundQueued {
  readonly cluster: string;
  readonly entry: QueueEntry;
}

/** Everything that waits, on all clusters. */
export async function listQueued(link: Link): Promise<readonly FoundQueued[]> {
  const found: FoundQueued[] = [];
  // One that was ended from outside has left its queue.
  const query = `WorkflowType = '${FOREMAN_TYPE}' AND ExecutionStatus IN ('Running', 'Terminated', 'Failed', 'TimedOut')`;
  const clusters = new Set<string>();
  for await (const { workflowId } of link.client.workflow.list({ query }))
    clusters.add(workflowId.slice('cluster/'.length));
  for (const cluster of clusters) {
    const admission = await readAdmission(link, cluster);
    for (const entry of admission?.queue ?? []) found.push({ cluster, entry });
  }
  return found;
}

/** By its id, or the beginning of it. */
export async function findQueued(link: Link, name: string): Promise<FoundQueued> {
  const found = (await listQueued(link)).filter(({ entry }) => entry.id.startsWith(name));
  const [only, second] = found;
  if (only === undefined)
    throw new MusterError('NOT_FOUND', `No operation ${name} waits in a queue`, {
      hint: 'muster queue\nmuster ops list',
    });
  if (second !== undefined)
    throw new MusterError('BAD_INPUT', `${found.length} operations that wait begin with ${name}`, {
      hint: found
        .map(({ cluster, entry }) => `muster queue leave ${entry.id}   # ${entry.what} on ${cluster}`)
        .join('\n'),
    });
  return only;
}
