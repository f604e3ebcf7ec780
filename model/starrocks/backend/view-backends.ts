import { type BackendSpec, backendHandle } from '../cluster-spec.ts';
import type { BackendStatus } from '../../status.ts';
import { backendRowHandle } from '../data/backend-rows.ts';
import type { BackendsReading } from '../drain/drain-reading.ts';
import { parseTime } from '../read-times.ts';
import { type BackendMember, isUnheard, listMembers } from './members.ts';

type Members = Pick<BackendsReading, 'backends' | 'computeNodes' | 'sharedData'>;

/** Who is registered and who is in the file, backends before compute nodes, in the order of their addresses. */
export function viewBackends(
  members: Members,
  nodes: readonly BackendSpec[],
  /** Of the reading, in ms since 1970. */
  now: number,
): readonly BackendStatus[] {
  const registered = listMembers(members);
  const clock = latestBeat(registered);
  const known = new Set(registered.map(({ handle }) => handle));
  const views = [
    ...registered.map((member) => viewMember(members, member, nodes, { now, clock })),
    ...nodes.filter((node) => !known.has(backendHandle(node))).map(viewAbsent),
  ];
  return views.toSorted((a, b) =>
    a.role === b.role ? a.handle.localeCompare(b.handle, 'en', { numeric: true }) : a.role === 'be' ? -1 : 1,
  );
}

interface Clock {
  readonly now: number;
  /** Of the cluster, which does not say its zone; absent when nobody is alive. */
  readonly clock: number | undefined;
}

function viewMember(
  members: Members,
  member: BackendMember,
  nodes: readonly BackendSpec[],
  { now, clock }: Clock,
): BackendStatus {
  const node = nodes.find((candidate) => backendHandle(candidate) === member.handle);
  const row = members.backends.find((candidate) => backendRowHandle(candidate) === member.handle);
  const [start] = parseTime(member.lastStartTime);
  const isUp = member.alive && start !== undefined && clock !== undefined;
  return {
    ...(node !== undefined && { alias: node.alias, fileRole: node.role }),
    handle: member.handle,
    role: member.kind,
    inFile: node !== undefined,
    inCluster: true,
    ...(isUnheard(member) && { unheard: true }),
    alive: member.alive,
    ...(member.draining && { draining: true }),
    ...(row !== undefined && { tablets: row.tablets, usedPercent: row.maxDiskUsedPercent }),
    ...(member.version !== undefined && { version: member.version }),
    ...(isUp && { since: new Date(now - Math.max(0, clock - start)).toISOString() }),
    ...(member.error !== '' && { error: member.error }),
  };
}

function viewAbsent(node: BackendSpec): BackendStatus {
  const { alias, role } = node;
  return { alias, handle: backendHandle(node), role, fileRole: role, inFile: true, inCluster: false };
}

/** Times are only held against each other: of the living the latest heartbeat is at most 5 s ago (recorded on 3.5.7). */
function latestBeat(members: readonly BackendMember[]): number | undefined {
  const beats = members.flatMap(({ alive, lastHeartbeat }) => (alive ? parseTime(lastHeartbeat) : []));
  return beats.length === 0 ? undefined : Math.max(...beats);
}
