import type { CheckReport } from '../../model/check.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { judgeKeys } from '../../model/judge-keys.ts';
import { judgeCluster } from '../../model/starrocks/judge-cluster.ts';
import { spareHeldSwitches } from '../../model/starrocks/spare-held-switches.ts';
import { SHOW_BACKENDS } from '../../model/starrocks/statements.ts';
import type { StarRocksStatus } from '../../model/status.ts';
import type { Finding } from '../../model/step.ts';
import { checkLease } from '../lease/check-lease.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { checkBackendHosts } from './backend/check-hosts.ts';
import { checkHosts } from './check-member-host.ts';
import { checkPrivileges, refuseUnread } from './check-privileges.ts';
import type { Leader } from './find-leader.ts';
import { readMembership } from './read-membership.ts';
import { readOwnAnswers } from './read-own-answers.ts';
import { describeMembership } from './read-status.ts';

/** Every gate that can be asked without changing anything. What cannot be asked is a finding, not an end. */
export async function readCheck(tools: Tools, cluster: StarRocksCluster): Promise<CheckReport> {
  const { status, findings } = await checkBySql(tools, cluster);
  const [hosts, backendHosts, lease] = await Promise.all([
    checkHosts(tools, cluster, status?.nodes ?? []),
    checkBackendHosts(tools, cluster, status?.backends ?? []),
    checkLease(tools, cluster),
  ]);
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: status?.version ?? cluster.version,
    readAt: new Date().toISOString(),
    findings: [
      ...lease,
      ...spareHeldSwitches(findings, lease.length > 0),
      ...withoutEchoes(hosts, findings),
      ...backendHosts,
      ...judgeKeys(cluster.nodes),
    ],
  };
}

interface SqlCheck {
  /** Absent when no frontend answers. */
  readonly status?: StarRocksStatus;
  readonly findings: readonly Finding[];
}

async function checkBySql(tools: Tools, cluster: StarRocksCluster): Promise<SqlCheck> {
  try {
    const reading = await readMembership(tools, cluster);
    const { rows, leader } = reading;
    const [status, own, backends, privileges] = await Promise.all([
      describeMembership(tools, cluster, reading),
      readOwnAnswers(tools, cluster, rows),
      leader === undefined ? undefined : countBackends(tools, cluster, leader),
      leader === undefined ? [] : [await checkPrivileges(tools, cluster, leader)],
    ]);
    const facts = { status, rows, own, versionInFile: cluster.version, ...(backends !== undefined && { backends }) };
    return { status, findings: [...privileges, ...judgeCluster(facts)] };
  } catch (error) {
    if (!isMusterError(error) || error.code === 'SECRET_MISSING') throw error;
    return { findings: [describeUnread(cluster, error)] };
  }
}

function describeUnread(cluster: StarRocksCluster, error: unknown): Finding {
  if (!isMusterError(error)) throw error;
  if (error.code === 'SQL_AUTH' || error.code === 'SQL_PRIVILEGE') return refuseUnread(cluster, error);
  // The way on is in what the hosts say.
  return { gate: 'quorum', severity: 'refusal', subject: cluster.name, message: error.message };
}

async function countBackends(tools: Tools, cluster: StarRocksCluster, leader: Leader): Promise<number | undefined> {
  try {
    return (await ask(tools, cluster, leader, SHOW_BACKENDS, 5_000)).rows.length;
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return undefined;
  }
}

/** A registered frontend that is stopped is told by the cluster, as dead, and by its host, which knows more. */
function withoutEchoes(hosts: readonly Finding[], told: readonly Finding[]): readonly Finding[] {
  return hosts.filter(
    ({ gate, subject }) =>
      gate !== 'process' || !told.some((finding) => finding.gate === 'process' && finding.subject === subject),
  );
}
