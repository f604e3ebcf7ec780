import type { ColocateGroup, Replica, Tablet } from './catalog.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Priority, TabletStatus } from './scheduled-tablet.ts';

export interface TabletHealth {
  readonly status: TabletStatus;
  readonly priority: Priority;
}

interface Counts {
  /** On a backend that is there, in a usable state, and not on the host of another one. */
  readonly alive: number;
  /** Of these, with all versions. */
  readonly complete: number;
  /** Of these, on a backend that is not told to go. */
  readonly stable: number;
}

const HEALTHY: TabletHealth = { status: 'HEALTHY', priority: 'NORMAL' };

/** As read of the checker of 3.4: the first of its questions that is answered badly decides. */
export function judgeTablet(view: ClusterView, tablet: Tablet): TabletHealth {
  const { replicationNum } = tablet.partition;
  const counts = countReplicas(view, tablet);
  const majority = Math.floor(replicationNum / 2) + 1;
  return (
    judgeAlive(view, tablet, counts, replicationNum, majority) ??
    judgeComplete(counts, replicationNum, majority) ??
    judgeStable(view, tablet, counts, replicationNum, majority) ??
    (tablet.replicas.length > replicationNum ? { status: 'REDUNDANT', priority: 'VERY_HIGH' } : HEALTHY)
  );
}

/** As read: redundant ones count as healthy in `SHOW PROC '/statistic'`. */
export function isUnhealthy(view: ClusterView, tablet: Tablet): boolean {
  const { status } = judgeTablet(view, tablet);
  return status !== 'HEALTHY' && status !== 'REDUNDANT';
}

/** A tablet of a colocate group is where its bucket belongs, or it is not. */
export function judgeColocated(group: ColocateGroup, tablet: Tablet): TabletHealth {
  const wanted = group.backendIds[bucketOf(tablet)] ?? [];
  const there = new Set(tablet.replicas.map(({ backendId }) => backendId));
  const status = (): TabletStatus => {
    if (wanted.some((id) => !there.has(id))) return 'COLOCATE_MISMATCH';
    const placed = tablet.replicas.filter(({ backendId }) => wanted.includes(backendId));
    if (placed.some(({ bad }) => bad)) return 'COLOCATE_REDUNDANT';
    if (placed.some((replica) => !hasAllVersions(replica, tablet))) return 'VERSION_INCOMPLETE';
    return tablet.replicas.length > tablet.partition.replicationNum ? 'COLOCATE_REDUNDANT' : 'HEALTHY';
  };
  return { status: status(), priority: 'HIGH' };
}

export function bucketOf(tablet: Tablet): number {
  return tablet.partition.tablets.indexOf(tablet);
}

export function hasAllVersions({ lastFailedVersion, version }: Replica, { partition }: Tablet): boolean {
  return lastFailedVersion <= 0 && version >= partition.visibleVersion;
}

function countReplicas(view: ClusterView, tablet: Tablet): Counts {
  const hosts: string[] = [];
  let alive = 0;
  let complete = 0;
  let stable = 0;
  for (const replica of tablet.replicas) {
    const backend = view.backends.get(replica.backendId);
    if (backend === undefined || view.lost.has(backend.id) || replica.bad || replica.state !== 'NORMAL') continue;
    if (hosts.includes(backend.host)) continue;
    hosts.push(backend.host);
    alive += 1;
    if (!hasAllVersions(replica, tablet)) continue;
    complete += 1;
    if (!backend.decommissioned) stable += 1;
  }
  return { alive, complete, stable };
}

function judgeAlive(
  view: ClusterView,
  { replicas }: Tablet,
  { alive }: Counts,
  wanted: number,
  majority: number,
): TabletHealth | undefined {
  const backends = view.alive.length;
  // Every living backend has one: one has to go before another can be made.
  if (alive < wanted && replicas.length >= backends && backends >= wanted && wanted > 1) {
    return { status: 'FORCE_REDUNDANT', priority: 'VERY_HIGH' };
  }
  if (alive >= wanted || view.available.length <= alive) return undefined;
  return { status: 'REPLICA_MISSING', priority: alive < majority ? 'HIGH' : 'NORMAL' };
}

function judgeComplete({ complete }: Counts, wanted: number, majority: number): TabletHealth | undefined {
  if (complete < wanted) return { status: 'VERSION_INCOMPLETE', priority: complete < majority ? 'HIGH' : 'NORMAL' };
  return complete > wanted ? { status: 'REDUNDANT', priority: 'VERY_HIGH' } : undefined;
}

function judgeStable(
  view: ClusterView,
  { replicas }: Tablet,
  { stable }: Counts,
  wanted: number,
  majority: number,
): TabletHealth | undefined {
  if (stable >= wanted) return undefined;
  const priority = stable < majority ? 'NORMAL' : 'LOW';
  const there = new Set(replicas.map(({ backendId }) => backendId));
  const full = view.available.every(({ id }) => there.has(id)) && view.available.length >= wanted && wanted > 1;
  return { status: full ? 'FORCE_REDUNDANT' : 'REPLICA_RELOCATING', priority };
}

/** Copies that a clone may be made from. A backend that is told to go still serves as one. */
export function findSources(view: ClusterView, tablet: Tablet): Replica[] {
  return tablet.replicas.filter(
    (replica) =>
      !replica.bad &&
      replica.state === 'NORMAL' &&
      view.backends.get(replica.backendId)?.alive === true &&
      hasAllVersions(replica, tablet),
  );
}
