import type { CheckReport } from '../../model/check.ts';
import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import type { DatabendStatus } from '../../model/databend/status.ts';
import { judgeSize } from '../../model/databend/judge-quorum.ts';
import { judgeKeys } from '../../model/judge-keys.ts';
import type { Finding } from '../../model/step.ts';
import type { SecretRef } from '../../model/cluster.ts';
import { checkLease } from '../lease/check-lease.ts';
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
  const [hosts, secrets, lease] = await Promise.all([
    checkHosts(tools, cluster, survey, status),
    checkReferences(tools, listReferences(cluster)),
    checkLease(tools, cluster),
  ]);
  const passed = survey.findings.filter(({ severity }) => severity === 'ok');
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: status.version,
    readAt: new Date().toISOString(),
    findings: [
      ...lease,
      ...withoutEchoes(status.findings, hosts),
      ...withoutTold(passed, status.findings),
      ...describeQueries(status),
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

/** What a list names too much is told by its file, which knows too what is missing; that nobody of it lives is told here. */
function withoutEchoes(told: readonly Finding[], hosts: readonly Finding[]): readonly Finding[] {
  const read = new Set(hosts.flatMap(({ gate, subject }) => (gate === 'endpoints' ? [subject] : [])));
  return told.filter(({ gate, severity, subject }) => gate !== 'lists' || severity === 'refusal' || !read.has(subject));
}

/** A status only says what is wrong; a check says too what it asked. */
function describeQueries({ queries }: DatabendStatus): readonly Finding[] {
  return queries
    .filter(({ serves }) => serves === 'yes')
    .map(({ alias }) => ({
      gate: 'queries-serve',
      severity: 'ok',
      subject: alias,
      message: `${alias} answers a query`,
    }));
}
