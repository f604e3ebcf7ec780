import { type DatabendCluster, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { type MemberAnswer, raftHandle } from '../../model/databend/member-answer.ts';
import { MusterError } from '../../model/error.ts';
import { isHost, isPort, parseHostPort } from '../../model/patterns.ts';
import type { Tools } from '../tools.ts';
import { statusLimit } from './limits.ts';
import { type MetaPoint, readMember } from './read-member.ts';

/** Of a node that the file does not know: what it listens on is in no record. */
const USUAL_ADMIN_PORT = 28_002;

export interface ReadMembersOptions {
  /** @default false */
  readonly metrics?: boolean;
  /** Points that are asked too: a node of which only the request knows. */
  readonly also?: readonly MetaPoint[];
}

/** Every meta node of the file, and every voter and learner that any of them names, each asked for itself. */
export async function readMembers(
  tools: Tools,
  cluster: DatabendCluster,
  { metrics = false, also = [] }: ReadMembersOptions = {},
): Promise<readonly MemberAnswer[]> {
  const answers: MemberAnswer[] = [];
  const asked = new Set<string>();
  let points: readonly MetaPoint[] = [...pointsOf(cluster), ...also];
  // Twice: the second round asks those that only the cluster knows of.
  for (let round = 0; round < 2 && points.length > 0; round += 1) {
    const fresh = [...new Map(points.map((point) => [point.handle, point])).values()];
    for (const { handle } of fresh) asked.add(handle);
    const limitMs = statusLimit(cluster);
    answers.push(...(await Promise.all(fresh.map((point) => readMember(tools, point, { limitMs, metrics })))));
    points = answers.flatMap(namedBy).filter(({ handle }) => !asked.has(handle));
  }
  return answers;
}

export function pointsOf(cluster: DatabendCluster): readonly MetaPoint[] {
  return metasOf(cluster).map((node) => ({
    name: node.alias,
    handle: metaHandle(node),
    host: node.host,
    port: node.ports.admin,
    ssh: node.ssh,
    idInFile: node.id,
  }));
}

/** Where the member of that handle is asked. */
export function pointOf(cluster: DatabendCluster, handle: string): MetaPoint {
  const known = pointsOf(cluster).find((point) => point.handle === handle);
  const address = parseHostPort(handle);
  if (known !== undefined) return known;
  if (address === undefined) throw new MusterError('BAD_INPUT', `${handle} is no address of a meta node`);
  return { name: handle, handle, host: address.host, port: USUAL_ADMIN_PORT };
}

/** What a node records is not ours: only what is an address is asked. */
function namedBy({ status }: MemberAnswer): readonly MetaPoint[] {
  const nodes = status === undefined ? [] : [...status.voters, ...status.learners];
  return nodes
    .filter(({ host, port }) => isHost(host) && isPort(port))
    .map((node) => ({ name: raftHandle(node), handle: raftHandle(node), host: node.host, port: USUAL_ADMIN_PORT }));
}
