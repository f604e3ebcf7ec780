import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import { type Tablet, type Table } from './catalog.ts';
import { type ClusterView, readNumber, viewCluster } from './cluster-view.ts';
import type { Priority, ScheduledTablet } from './scheduled-tablet.ts';
import { type SchedulerMemory, schedulerOf } from './scheduler-memory.ts';
import { tabletsOf } from './storage.ts';
import { findSources, judgeTablet, type TabletHealth } from './tablet-health.ts';

/**
 * One round of the checker: it hands tablets that have not been healthy for long enough to the scheduler. Tables of colocate
 * groups are not its business (as read).
 */
export function checkTablets(world: World, leader: Process): void {
  const view = viewCluster(world, leader);
  const memory = schedulerOf(leader);
  if (isSwitchedOff(view, memory)) return;
  for (const table of view.storage.checkedTables()) {
    if (view.storage.findGroup(table) === undefined) checkTable(view, memory, table);
  }
}

function checkTable(view: ClusterView, memory: SchedulerMemory, table: Table): void {
  for (const tablet of tabletsOf(table)) {
    if (memory.isScheduled(tablet.id)) continue;
    const health = judgeTablet(view, tablet);
    if (health.status === 'HEALTHY') memory.checkedAt.set(tablet.id, view.now);
    else if (isDue(view, memory, tablet, health) && hasSource(view, tablet, health)) {
      enqueue(view, memory, tablet, health);
    }
  }
}

/**
 * As read: too much is being scheduled already. With a limit of 0, which runbooks of upgrades set, the sandbox lets nothing
 * through; 3.4 was read to let through one tablet at a time.
 */
export function isSwitchedOff(view: ClusterView, memory: SchedulerMemory): boolean {
  const limit = readNumber(view, 'tablet_sched_max_scheduling_tablets');
  return limit <= 0 || memory.pending.size > limit || memory.running.size > limit;
}

const DELAY_FACTORS: Readonly<Record<Priority, number>> = { VERY_HIGH: 0, HIGH: 1, NORMAL: 2, LOW: 3 };

/**
 * The recorded delays before anything leaves: twice the factor for a tablet without a majority on backends that stay, three
 * times for the others, from the last round in which it was healthy. A new leader has had no such round.
 */
export function isDue(view: ClusterView, memory: SchedulerMemory, tablet: Tablet, health: TabletHealth): boolean {
  if (health.priority === 'VERY_HIGH' || health.status === 'VERSION_INCOMPLETE') return true;
  const since = memory.checkedAt.get(tablet.id);
  if (since === undefined) {
    memory.checkedAt.set(tablet.id, view.now);
    return false;
  }
  const factor = readNumber(view, 'tablet_sched_repair_delay_factor_second') * 1000;
  return view.now - since >= factor * DELAY_FACTORS[health.priority];
}

/** As read: one with nothing to copy from is not even put into the queue. */
function hasSource(view: ClusterView, tablet: Tablet, { status }: TabletHealth): boolean {
  return status === 'REDUNDANT' || status === 'FORCE_REDUNDANT' || findSources(view, tablet).length > 0;
}

/** False: the limit of what is scheduled at one time is reached. */
export function enqueue(
  view: ClusterView,
  memory: SchedulerMemory,
  tablet: Tablet,
  { status, priority }: TabletHealth,
): boolean {
  if (isSwitchedOff(view, memory)) return false;
  memory.pending.set(tablet.id, makeScheduled(view, tablet, 'REPAIR', { status, priority }));
  return true;
}

export function makeScheduled(
  { now }: ClusterView,
  { id, partition }: Tablet,
  type: ScheduledTablet['type'],
  { status, priority }: TabletHealth,
): ScheduledTablet {
  return {
    tabletId: id,
    type,
    createdAt: now,
    medium: partition.medium,
    status,
    state: 'PENDING',
    originalPriority: priority,
    priority,
    source: undefined,
    destination: undefined,
    slots: [],
    cloneReplicaId: undefined,
    decommissionedReplicaId: undefined,
    timeoutMs: 0,
    scheduledAt: null,
    visitedAt: null,
    priorityAdjustedAt: null,
    startedAt: null,
    finishedAt: null,
    copyBytes: 0,
    copyTimeMs: 0,
    failedSchedules: 0,
    failedRuns: 0,
    visibleVersion: partition.visibleVersion,
    error: '',
  };
}
