import type { Process } from '../process.ts';
import { judgeQuorum } from '../quorum.ts';
import type { World } from '../world.ts';
import type { Replica, Tablet } from './catalog.ts';
import { type ClusterView, readNumber, viewCluster } from './cluster-view.ts';
import { finishSchedule } from './finish-schedule.ts';
import type { Outcome } from './outcome.ts';
import type { ScheduledTablet } from './scheduled-tablet.ts';
import type { SchedulerMemory } from './scheduler-memory.ts';
import { MIB } from './storage.ts';
import { judgeTablet } from './tablet-health.ts';

/** As read: a clone is given the time that it takes at this speed, between the two limits of the settings. */
const SLOWEST_BYTES_PER_SECOND = 5 * MIB;

const REPORT_AGAIN = 1_000;

/** Begins to copy, with slots taken at both ends. Into a replica that is there only what it lacks is copied. */
export function startClone(
  world: World,
  leader: Process,
  view: ClusterView,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  tablet: Tablet,
): Outcome {
  const { storage, now } = view;
  const { destination } = scheduled;
  if (destination === undefined) throw new Error('a clone has a destination');
  const whole = !tablet.replicas.some(({ backendId }) => backendId === destination.backendId);
  if (whole) {
    const last = memory.clonedAt.get(tablet.id);
    const delay = readNumber(view, 'tablet_sched_consecutive_full_clone_delay_sec') * 1000;
    // Recorded word by word; both slots have been taken by then, and are given back.
    if (last !== undefined && now - last < delay) {
      return { kind: 'retry', error: 'consecutive full clone needs to delay' };
    }
    const replica: Replica = {
      id: storage.nextId(),
      ...destination,
      version: -1,
      lastFailedVersion: -1,
      state: 'CLONE',
      bad: false,
      watermarkTxnId: -1,
    };
    storage.addReplica(tablet, replica);
    scheduled.cloneReplicaId = replica.id;
  }
  const { cloneBytesPerSecond, cloneOverheadMs } = storage.options;
  const bytes = whole ? tablet.bytes : 0;
  const took = cloneOverheadMs + (bytes / cloneBytesPerSecond) * 1000;
  scheduled.state = 'RUNNING';
  scheduled.startedAt = now;
  scheduled.timeoutMs = timeLimit(view, tablet);
  scheduled.copyBytes = bytes;
  scheduled.copyTimeMs = took;
  world.afterOn(leader, took, () => finishClone(world, leader, memory, scheduled, tablet));
  return { kind: 'running' };
}

export function timeLimit(view: ClusterView, { bytes }: Tablet): number {
  const least = readNumber(view, 'tablet_sched_min_clone_task_timeout_sec') * 1000;
  const most = readNumber(view, 'tablet_sched_max_clone_task_timeout_sec') * 1000;
  return Math.min(most, Math.max(least, Math.floor(bytes / SLOWEST_BYTES_PER_SECOND) * 1000));
}

function finishClone(
  world: World,
  leader: Process,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  tablet: Tablet,
): void {
  // Given up meanwhile, or this one leads no more: the report is for nobody.
  if (leader.role !== 'LEADER' || memory.running.get(tablet.id) !== scheduled) return;
  if (judgeQuorum(world, leader) !== 'ok') {
    // It cannot write that down. A backend tells until it is heard.
    world.afterOn(leader, REPORT_AGAIN, () => finishClone(world, leader, memory, scheduled, tablet));
    return;
  }
  const view = viewCluster(world, leader);
  const { source, destination } = scheduled;
  const isAlive = (id: number | undefined) => id !== undefined && view.backends.get(id)?.alive === true;
  // A destination that died says nothing: the time-out ends it.
  if (!isAlive(destination?.backendId)) return;
  if (!isAlive(source?.backendId)) {
    scheduled.failedRuns += 1;
    // The text is made up: what a real backend says of a source that is gone was not recorded.
    finishSchedule(view, memory, scheduled, 'CANCELLED', 'fail to clone tablet: source backend is not reachable');
    return;
  }
  if (scheduled.type === 'REPAIR' && isHealthyWithout(view, scheduled, tablet)) {
    finishSchedule(view, memory, scheduled, 'CANCELLED', 'tablet is healthy');
    return;
  }
  const replica = tablet.replicas.find(({ backendId }) => backendId === destination?.backendId);
  if (replica !== undefined) land(view, memory, scheduled, tablet, replica);
  finishSchedule(view, memory, scheduled, 'FINISHED', '');
}

/** As read: the tablet has got well meanwhile, and the new copy is thrown away. */
function isHealthyWithout(view: ClusterView, { status }: ScheduledTablet, tablet: Tablet): boolean {
  return status !== 'COLOCATE_MISMATCH' && judgeTablet(view, tablet).status === 'HEALTHY';
}

function land(
  view: ClusterView,
  memory: SchedulerMemory,
  { visibleVersion }: ScheduledTablet,
  { id, partition }: Tablet,
  replica: Replica,
): void {
  replica.version = visibleVersion;
  replica.lastFailedVersion = partition.visibleVersion > visibleVersion ? partition.visibleVersion : -1;
  if (replica.state !== 'CLONE') return;
  replica.state = 'NORMAL';
  memory.clonedAt.set(id, view.now);
}
