import { type StarRocksCluster, type FrontendSpec, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { type MusterError, isMusterError } from '../../model/error.ts';
import { type ClockReading, judgeClock } from '../../model/starrocks/judge-clock.ts';
import { judgeJava } from '../../model/starrocks/judge-java.ts';
import { type MemberHost, judgeMemberHost } from '../../model/starrocks/judge-member-host.ts';
import { judgeSpace } from '../../model/starrocks/judge-space.ts';
import { judgeSupervisor } from '../../model/starrocks/judge-supervisor.ts';
import type { NodeStatus } from '../../model/status.ts';
import type { Finding } from '../../model/step.ts';
import { findSupervisor } from '../process/find-supervisor.ts';
import { checkBecome } from '../ssh/check-become.ts';
import { sayReached } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { readClock } from './read-clock.ts';
import { surveyHost } from './survey-host.ts';

export interface CheckedHost {
  readonly node: FrontendSpec;
  readonly clock?: ClockReading;
  readonly findings: readonly Finding[];
}

/** Every host of the file. One that cannot be reached is a finding like any other. */
export async function checkHosts(
  tools: Tools,
  cluster: StarRocksCluster,
  nodes: readonly NodeStatus[],
): Promise<readonly Finding[]> {
  const hosts = await Promise.all(
    frontendsOf(cluster).map((node) =>
      checkMemberHost(
        tools,
        cluster,
        node,
        nodes.find(({ alias }) => alias === node.alias),
      ),
    ),
  );
  const leader = hosts.find(({ node }) => nodes.some(({ alias, leader: leads }) => leads && alias === node.alias));
  return [...hosts.flatMap(({ findings }) => findings), ...compareClocks(hosts, leader)];
}

async function checkMemberHost(
  tools: Tools,
  cluster: StarRocksCluster,
  node: FrontendSpec,
  status: NodeStatus | undefined,
): Promise<CheckedHost> {
  try {
    const become = await checkBecome(tools, node);
    const found = [sayReached(node), ...(become === undefined ? [] : [become])];
    if (become?.severity === 'refusal') return { node, findings: found };
    const [host, clock] = [await surveyHost(tools, node), await readClock(tools, node.ssh)];
    const seen: MemberHost = { ...host, member: status };
    const isMember = status?.inCluster === true;
    return {
      node,
      ...(clock !== undefined && { clock }),
      findings: [
        ...found,
        ...judgeMemberHost(node, seen),
        // Of a node that is yet to join a plan says all of it.
        ...(isMember ? [judgeJava(node, cluster.version, host.java), judgeSpace(node, host.freeKib)] : []),
        ...(isMember && host.process !== undefined ? [await checkSupervisor(tools, node, host.process)] : []),
      ],
    };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { node, findings: [unreached(node, error)] };
  }
}

/** Having one is no fault, so only a warning: it is when something is to be stopped for good that it is in the way. */
async function checkSupervisor(tools: Tools, node: FrontendSpec, pid: number): Promise<Finding> {
  const supervisor = await findSupervisor(tools.ssh, node.ssh, pid);
  const { next: _, ...finding } = judgeSupervisor(node, supervisor);
  if (finding.severity === 'ok') return finding;
  return {
    ...finding,
    severity: 'warning',
    message: `${finding.message}: a removal will refuse, and say how to end that`,
  };
}

function unreached(node: FrontendSpec, { message, hint }: MusterError): Finding {
  return {
    gate: 'ssh',
    severity: 'refusal',
    subject: node.alias,
    message,
    ...(hint !== undefined && { next: [hint] }),
  };
}

/** Against the leader's host, which is what the product compares; without it against the clock of whoever looks. */
function compareClocks(hosts: readonly CheckedHost[], leader: CheckedHost | undefined): readonly Finding[] {
  const peer =
    leader?.clock === undefined
      ? { name: 'this machine', clock: { aheadMs: 0, doubtMs: 0 } }
      : { name: `the leader, ${leader.node.alias}`, clock: leader.clock };
  return hosts.flatMap(({ node, clock }) =>
    clock === undefined || node === leader?.node ? [] : [judgeClock(node.alias, clock, peer)],
  );
}
