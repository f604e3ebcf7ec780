import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { judgeComputeLeaving } from '../../../model/starrocks/backend/judge-compute-leaving.ts';
import type { CheckResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import { findTarget, targetHandle } from './find-target.ts';
import { sayLeader } from './survey-joining.ts';
import { surveyAtLeader } from '../survey-at-leader.ts';

export interface ComputeLeavingInput {
  readonly cluster: StarRocksCluster;
  readonly nodes: readonly string[];
  readonly lost: boolean;
}

/** Names of those that are still registered. */
export type StillRegistered = { readonly registered: readonly string[] };

/** Gates about compute nodes that are to go: privileges, quorum, member, role, lost, queries, targets. */
export async function surveyComputeLeaving(tools: Tools, input: ComputeLeavingInput): Promise<CheckResult> {
  const { cluster, nodes, lost } = input;
  const leaving = nodes.map((node) => ({ name: node, handle: targetHandle(findTarget({ cluster, node })) }));
  return await surveyAtLeader(tools, cluster, async (leader, privileges) => {
    const verdict = judgeComputeLeaving(await readBackends(tools, cluster, leader), leaving, lost);
    return {
      findings: [privileges, sayLeader(leader), ...verdict.findings],
      value: { registered: verdict.registered } satisfies StillRegistered,
    };
  });
}
