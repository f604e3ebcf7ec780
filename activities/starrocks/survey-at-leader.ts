import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { checkPrivileges, refuseUnread } from './check-privileges.ts';
import { type Leader, findLeader } from './find-leader.ts';

/** A look at the cluster through its leader; without one that answers, that is the only finding. */
export async function surveyAtLeader(
  tools: Tools,
  cluster: StarRocksCluster,
  survey: (leader: Leader, privileges: Finding) => Promise<CheckResult>,
): Promise<CheckResult> {
  let leader: Leader;
  try {
    leader = await findLeader(tools, cluster);
  } catch (error) {
    return { findings: [refuseUnread(cluster, error)] };
  }
  return await survey(leader, await checkPrivileges(tools, cluster, leader));
}
