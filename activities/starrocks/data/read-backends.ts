import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { isSharedData, parseBackendRows } from '../../../model/starrocks/data/backend-rows.ts';
import { parseComputeNodeRows } from '../../../model/starrocks/data/compute-node-rows.ts';
import type { BackendsReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { SHOW_BACKENDS, SHOW_COMPUTE_NODES } from '../../../model/starrocks/statements.ts';
import type { Tools } from '../../tools.ts';
import { ask } from '../ask.ts';
import type { Leader } from '../find-leader.ts';

const LIMIT_MS = 5_000;

/** Who holds data and who computes, as the leader has it. */
export async function readBackends(tools: Tools, cluster: StarRocksCluster, leader: Leader): Promise<BackendsReading> {
  const [backends, computeNodes] = await Promise.all([
    ask(tools, cluster, leader, SHOW_BACKENDS, LIMIT_MS),
    ask(tools, cluster, leader, SHOW_COMPUTE_NODES, LIMIT_MS),
  ]);
  return {
    leader: leader.host,
    version: leader.rows.find(({ host }) => host === leader.host)?.version ?? cluster.version,
    backends: parseBackendRows(backends.rows),
    computeNodes: parseComputeNodeRows(computeNodes.rows),
    pace: cluster.pace,
    sharedData: isSharedData(backends.columns) || isSharedData(computeNodes.columns),
  };
}
