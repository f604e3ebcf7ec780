import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { judgeJoining } from '../../../model/starrocks/backend/judge-joining.ts';
import type { CheckResult, Finding } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import type { Leader } from '../find-leader.ts';
import { findBackend } from '../find-node.ts';
import { surveyAtLeader } from '../survey-at-leader.ts';

export interface JoiningInput {
  readonly cluster: StarRocksCluster;
  /** Aliases of backends, or of compute nodes. */
  readonly joining: readonly string[];
}

/** Aliases of those that have anything left to be done. */
export type Joining = { readonly joining: readonly string[] };

/** Gates about the cluster: quorum, privileges, member and role, same-host, shared-data. */
export async function surveyJoining(tools: Tools, { cluster, joining }: JoiningInput): Promise<CheckResult> {
  const nodes = joining.map((node) => findBackend({ cluster, node }));
  return await surveyAtLeader(tools, cluster, async (leader, privileges) => {
    const verdict = judgeJoining(await readBackends(tools, cluster, leader), nodes);
    return {
      findings: [privileges, sayLeader(leader), ...verdict.findings],
      value: { joining: verdict.joining } satisfies Joining,
    };
  });
}

export function sayLeader({ host, namedBy, voters }: Leader): Finding {
  const message = `${host} leads, named by ${namedBy} of ${voters} voters, and answers`;
  return { gate: 'quorum', severity: 'ok', subject: host, message };
}
