import { foremanWorkflowId } from '../model/foreman.ts';
import type { Stuck } from '../model/stuck.ts';
import { readStuck } from '../worker/history/read-stuck.ts';
import type { Link } from './connect.ts';
import { describe } from './describe.ts';

/** With the run that it is: another one may begin at any time. `undefined` where the latest goes on, or has ended. */
export async function findStuckForeman(
  link: Link,
  cluster: string,
): Promise<{ readonly runId: string; readonly stuck: Stuck } | undefined> {
  const foreman = await describe(link, foremanWorkflowId(cluster));
  const stuck = await readStuck(link.client, foreman);
  return stuck === undefined ? undefined : { runId: foreman.runId, stuck };
}
