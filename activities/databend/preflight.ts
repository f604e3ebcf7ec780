import { type MetaSpec, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { judgeAdvertised } from '../../model/databend/host/judge-advertised.ts';
import { judgePrograms, judgeVersion } from '../../model/databend/host/judge-programs.ts';
import { judgeExports, judgeOtherRaftDir, judgeRaftDir } from '../../model/databend/host/judge-raft-dir.ts';
import { judgeRaftPorts } from '../../model/databend/host/judge-raft-ports.ts';
import { judgeReach, type Reach } from '../../model/databend/host/judge-reach.ts';
import { judgeRoom } from '../../model/databend/host/judge-room.ts';
import { judgeUnit, judgeUser } from '../../model/databend/host/judge-unit.ts';
import type { MetaHostReading } from '../../model/databend/host/meta-host.ts';
import { type Standing, findStanding } from '../../model/databend/standing.ts';
import { isMusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt, activitySignal } from '../context.ts';
import { isFile } from '../files/is-file.ts';
import { probeFromHost } from '../net/probe-from-host.ts';
import { proveReach } from '../net/prove-reach.ts';
import { reachHost } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { type Membership, readMembership } from './find-leader.ts';
import { surveyMetaHost } from './survey-meta-host.ts';

/** Tries before a host that cannot be asked counts as one that cannot be asked. */
const TRIES = 3;

export interface PreflightInput extends NodeInput {
  /** There is no cluster yet that could be asked. @default false */
  readonly founding?: boolean;
}

/** Gates about the host of a new meta node: that it is reached, and everything that would keep it from joining. Reads only. */
export async function preflight(tools: Tools, input: PreflightInput): Promise<readonly Finding[]> {
  const node = findMeta(input);
  const { findings, seen: host } = await reachHost(tools, node, () => surveyMetaHost(tools, node));
  if (host === undefined) return findings;
  const membership = input.founding === true ? undefined : await readMembership(tools, input.cluster);
  const leader = membership?.answers.find(({ name }) => name === membership.view.leader?.name)?.status;
  const standing: Standing = membership === undefined ? { is: 'unknown' } : findStanding(node, membership.view, leader);
  const others = metasOf(input.cluster).filter(({ alias }) => alias !== node.alias);
  const archiveThere = node.package !== undefined && (await isFile(node.package));
  const ports = judgeRaftPorts(node, host, standing);
  return [
    ...findings,
    judgePrograms(node, host, archiveThere),
    ...judgeVersion(node, host, { file: input.cluster.version, member: leader?.version }),
    judgeUser(node, host),
    judgeUnit(node, host),
    judgeRaftDir(node, host, standing),
    ...judgeOtherRaftDir(node, host),
    judgeExports(node, host),
    judgeRoom(node, host),
    ports,
    judgeAdvertised(
      node,
      host,
      others.map((other) => other.host),
    ),
    // A taken port refuses already, and nothing of ours could listen there.
    ...(ports.severity === 'refusal' ? [] : [await checkReach(tools, input, node, host, membership)]),
  ];
}

/** From the leader's host; where there is no cluster yet, from that of the first other node, which will ask or be asked. */
async function checkReach(
  tools: Tools,
  { cluster }: PreflightInput,
  node: MetaSpec,
  host: MetaHostReading,
  membership: Membership | undefined,
): Promise<Finding> {
  const others = metasOf(cluster).filter(({ alias }) => alias !== node.alias);
  const from = membership === undefined ? others[0] : findLeading(others, membership);
  if (from === undefined) {
    const why = others.length === 0 ? 'there is no other meta node' : 'the cluster file does not know who leads';
    return judgeReach(node, 'the leader', { kind: 'no listener', why });
  }
  return judgeReach(node, from.alias, await tryReach(tools, node, host, from));
}

async function tryReach(tools: Tools, node: MetaSpec, host: MetaHostReading, from: MetaSpec): Promise<Reach> {
  try {
    if ((host.unit?.mainPid ?? 0) > 0) {
      const state = await probeFromHost(tools.ssh, from.ssh, node.host, node.ports.raft, activitySignal());
      return { kind: state === 'open' ? 'answered' : state };
    }
    return await proveReach(tools.ssh, { at: node.ssh, host: node.host, port: node.ports.raft, from: from.ssh });
  } catch (error) {
    if (!isMusterError(error) || (error.kind !== 'refused' && activityAttempt() < TRIES)) throw error;
    return { kind: 'no listener', why: `${describeLogin(from.ssh)} cannot be asked: ${error.message}` };
  }
}

function findLeading(others: readonly MetaSpec[], { view }: Membership): MetaSpec | undefined {
  const leading = view.members.find(({ leads }) => leads);
  return others.find((other) => metaHandle(other) === leading?.handle);
}
