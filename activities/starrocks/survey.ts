import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { judgeCount } from '../../model/starrocks/judge-count.ts';
import { judgeHttpPort } from '../../model/starrocks/judge-http-port.ts';
import { judgeMembership } from '../../model/starrocks/judge-membership.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { checkPrivileges, refuseUnread } from './check-privileges.ts';
import { type Leader, findLeaderBeside } from './find-leader.ts';
import { findNode } from './find-node.ts';

export interface SurveyInput {
  readonly cluster: StarRocksCluster;
  /** Aliases of the nodes that are about to join. */
  readonly joining: readonly string[];
}

/** Gates about the cluster as a whole: privileges, quorum, half-joined, member and role, http_port, how many there will be. */
export async function survey(tools: Tools, { cluster, joining }: SurveyInput): Promise<readonly Finding[]> {
  const nodes = joining.map((node) => findNode({ cluster, node }));
  let leader: Leader;
  try {
    leader = await findLeaderBeside(
      tools,
      cluster,
      nodes.map(({ host }) => host),
    );
  } catch (error) {
    return [refuseUnread(cluster, error)];
  }
  return [
    await checkPrivileges(tools, cluster, leader),
    ...judgeMembership(leader, nodes),
    ...nodes.map((node) => judgeHttpPort(leader.rows, node)),
    ...judgeCount(leader.rows, nodes),
  ];
}
