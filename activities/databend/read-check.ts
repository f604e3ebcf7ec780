import type { CheckReport } from '../../model/check.ts';
import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import { judgeSize } from '../../model/databend/judge-quorum.ts';
import { judgeKeys } from '../../model/judge-keys.ts';
import type { Finding } from '../../model/step.ts';
import type { SecretRef } from '../../model/cluster.ts';
import { checkReferences } from '../reach/read-reach.ts';
import type { Tools } from '../tools.ts';
import { checkHosts } from './check-hosts.ts';
import { describeMembership } from './read-status.ts';
import { surveyGroup } from './survey-group.ts';

/**
 * Every gate that can be asked without changing anything; what cannot be asked is a finding, not an end. There is no proving
 * write: where a majority is missing it would hang, and block what the node answers from then on.
 */
export async function readCheck(tools: Tools, cluster: DatabendCluster): Promise<CheckReport> {
  const survey = await surveyGroup(tools, cluster);
  const status = await describeMembership(tools, cluster, survey);
  const [hosts, secrets] = await Promise.all([
    checkHosts(tools, cluster, survey, status),
    checkReferences(tools, listReferences(cluster)),
  ]);
  const passed = survey.findings.filter(({ severity }) => severity === 'ok');
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: status.version,
    readAt: new Date().toISOString(),
    findings: [
      ...status.findings,
      ...withoutTold(passed, status.findings),
      ...describeLists(cluster, status.findings),
      ...judgeSize(status.voters?.total ?? 0),
      ...hosts,
      ...secrets,
      ...judgeKeys(cluster.nodes),
    ],
  };
}

export function listReferences(cluster: DatabendCluster): readonly SecretRef[] {
  return queriesOf(cluster).flatMap(({ sql }) => sql.password ?? []);
}

function withoutTold(passed: readonly Finding[], told: readonly Finding[]): readonly Finding[] {
  return passed.filter(({ gate }) => !told.some((finding) => finding.gate === gate));
}

/** A status only says what is wrong; a check says too what it asked. */
function describeLists(cluster: DatabendCluster, told: readonly Finding[]): readonly Finding[] {
  if (queriesOf(cluster).length === 0) return [];
  const gates = ['lists', 'queries-serve'] as const;
  return gates
    .filter((gate) => !told.some((finding) => finding.gate === gate))
    .map((gate) => ({ gate, severity: 'ok', subject: 'Query nodes', message: 'every Query node is in order' }));
}
