import type { ClusterSpec } from '../../../model/cluster.ts';
import { judgeComputeLeaving } from '../../../model/starrocks/backend/judge-compute-leaving.ts';
import type { CheckResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { checkPrivileges, refuseUnread } from '../check-privileges.ts';
import { readBackends } from '../data/read-backends.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { findTarget, targetHandle } from './find-target.ts';
import { sayLeader } from './survey-joining.ts';

export interface ComputeLeavingInput {
  readonly cluster: ClusterSpec;
  readonly nodes: readonly string[];
  readonly lost: boolean;
}

/** Names of those that are still registered. */
export type StillRegistered = { readonly registered: readonly string[] };

/** Gates about compute nodes that are to go: privileges, quorum, member, role, lost, queries, targets. */
export async function surveyComputeLeaving(tools: Tools, input: ComputeLeavingInput): Promise<CheckResult> {
  const { cluster, nodes, lost } = input;
  const leaving = nodes.map((node) => ({ name: node, handle: targetHandle(findTarget({ cluster, node })) }));
  let leader: Leader;
  try {
    leader = await findLeader(tools, cluster);
  } catch (error) {
    return { findings: [refuseUnread(cluster, error)] };
  }
  const privileges = await checkPrivileges(tools, cluster, leader);
  const verdict = judgeComputeLeaving(await readBackends(tools, cluster, leader), leaving, lost);
  return {
    findings: [privileges, sayLeader(leader), ...verdict.findings],
    value: { registered: verdict.registered } satisfies StillRegistered,
  };
}
