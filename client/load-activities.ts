import type { ClusterSpec } from '../model/cluster.ts';
import type { ClusterStatus } from '../model/status.ts';
import { cleanDeep } from './clean-text.ts';

/** The only door to the activities: for commands that read, with no Temporal and no worker. */
export async function readClusterStatus(cluster: ClusterSpec): Promise<ClusterStatus> {
  const [{ readStatus }, { createTools }] = await Promise.all([
    import('../activities/starrocks/read-status.ts'),
    import('../activities/tools.ts'),
  ]);
  const tools = createTools();
  try {
    return cleanDeep(await readStatus(tools, cluster));
  } finally {
    tools.ssh.close();
  }
}
