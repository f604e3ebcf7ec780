import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { ColocateGroup, Disk, Tablet } from './catalog.ts';
import { balanceTablet } from './balance-tablets.ts';
import { chooseDestination, chooseSource, slotsPerPath, sortByLoad } from './choose-places.ts';
import { startClone } from './clone-tablet.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { deleteReplica, deleteRedundant } from './delete-replica.ts';
import { finishSchedule } from './finish-schedule.ts';
import type { Outcome } from './outcome.ts';
import type { Priority, ScheduledTablet } from './scheduled-tablet.ts';
import { type SchedulerMemory, schedulerOf } from './scheduler-memory.ts';
import { bucketOf, hasAllVersions, judgeColocated, judgeTablet } from './tablet-health.ts';

/** One round of the scheduler, as the product has one a second: what is pending is tried, what takes too long is given up. */
export function scheduleTablets(world: World, leader: Process): void {
  const view = viewCluster(world, leader);
  const memory = schedulerOf(leader);
  const round = new Round(world, leader, view, memory);
  for (const scheduled of [...memory.pending.values()].sort(byUrgency)) round.run(scheduled);
  for (const scheduled of [...memory.running.values()]) {
    // As read: it is cancelled without a word why; only its times and its time-out tell.
    if (view.now - (scheduled.startedAt ?? view.now) > scheduled.timeoutMs) {
      memory.timeouts += 1;
      finishSchedule(view, memory, scheduled, 'CANCELLED', '');
    }
  }
}

const RANK: Readonly<Record<Priority, number>> = { VERY_HIGH: 0, HIGH: 1, NORMAL: 2, LOW: 3 };

function byUrgency(a: ScheduledTablet, b: ScheduledTablet): number {
  return RANK[a.priority] - RANK[b.priority] || (a.visitedAt ?? 0) - (b.visitedAt ?? 0);
}

class Round {
  readonly #world: World;
  readonly #leader: Process;
  readonly #view: ClusterView;
  readonly #memory: SchedulerMemory;
  readonly #ordered: readonly Backend[];
  readonly #disks: readonly Disk[];
  readonly #slots: number;

  constructor(world: World, leader: Process, view: ClusterView, memory: SchedulerMemory) {
    this.#world = world;
    this.#leader = leader;
    this.#view = view;
    this.#memory = memory;
    this.#ordered = sortByLoad(view);
    this.#disks = this.#ordered.flatMap(({ id }) => view.storage.disksOf(id));
    this.#slots = slotsPerPath(view);
  }

  run(scheduled: ScheduledTablet): void {
    const view = this.#view;
    const memory = this.#memory;
    scheduled.scheduledAt = view.now;
    scheduled.visitedAt = view.now;
    scheduled.error = '';
    const outcome = this.#isHopeless(scheduled) ? BUSY : this.#try(scheduled);
    switch (outcome.kind) {
      case 'running':
        memory.pending.delete(scheduled.tabletId);
        memory.running.set(scheduled.tabletId, scheduled);
        return;
      case 'retry':
        scheduled.failedSchedules += 1;
        scheduled.error = outcome.error;
        memory.releaseSlots(scheduled);
        // As read: a balance that cannot be begun is given up after ten tries.
        if (scheduled.type === 'BALANCE' && scheduled.failedSchedules > 10) {
          const error = `schedule failed too many times and ${outcome.error}`;
          finishSchedule(view, memory, scheduled, 'CANCELLED', error);
          return;
        }
        scheduled.source = undefined;
        scheduled.destination = undefined;
        return;
      default:
        finishSchedule(view, memory, scheduled, outcome.kind === 'finished' ? 'FINISHED' : 'CANCELLED', outcome.error);
    }
  }

  /** A clone with no slot left anywhere: thousands of them are looked at every second. */
  #isHopeless({ status }: ScheduledTablet): boolean {
    if (status === 'REDUNDANT' || status === 'FORCE_REDUNDANT' || status === 'COLOCATE_REDUNDANT') return false;
    return this.#disks.length > 0 && this.#disks.every((disk) => this.#memory.slotsTaken(disk) >= this.#slots);
  }

  #try(scheduled: ScheduledTablet): Outcome {
    const view = this.#view;
    const tablet = view.storage.findTablet(scheduled.tabletId);
    if (tablet === undefined) return { kind: 'discarded', error: 'tbl does not exist' };
    const group = view.storage.findGroup(tablet.partition.table);
    const { status, priority } = group === undefined ? judgeTablet(view, tablet) : judgeColocated(group, tablet);
    scheduled.status = status;
    scheduled.visibleVersion = tablet.partition.visibleVersion;
    if (scheduled.type === 'BALANCE' && status === 'HEALTHY') {
      return balanceTablet(this.#world, this.#leader, view, this.#memory, scheduled, tablet);
    }
    if (scheduled.type === 'BALANCE') {
      scheduled.type = 'REPAIR';
      scheduled.originalPriority = priority;
      scheduled.priority = priority;
    }
    switch (status) {
      case 'HEALTHY':
        return { kind: 'discarded', error: 'tablet is healthy' };
      case 'REDUNDANT':
      case 'FORCE_REDUNDANT':
        return deleteRedundant(view, scheduled, tablet, status === 'FORCE_REDUNDANT');
      case 'COLOCATE_REDUNDANT':
        return this.#deleteColocateRedundant(scheduled, tablet, group);
      case 'COLOCATE_MISMATCH':
        return this.#copy(scheduled, tablet, group?.backendIds[bucketOf(tablet)] ?? []);
      case 'VERSION_INCOMPLETE':
        return this.#complete(scheduled, tablet);
      case 'REPLICA_RELOCATING': {
        // As read: a copy that only lacks versions is completed before another one is made.
        const completed = this.#complete(scheduled, tablet);
        if (completed.kind === 'running') return completed;
        this.#memory.releaseSlots(scheduled);
        return this.#copy(scheduled, tablet);
      }
      case 'REPLICA_MISSING':
        return this.#copy(scheduled, tablet);
    }
  }

  /** @param only the backends of the bucket, for a colocate group */
  #copy(scheduled: ScheduledTablet, tablet: Tablet, only?: readonly number[]): Outcome {
    const view = this.#view;
    const destination = chooseDestination(view, this.#memory, scheduled, tablet, this.#ordered, only);
    if (destination === 'none') return { kind: 'discarded', error: 'unable to find dest path for new replica' };
    if (destination === 'busy') return BUSY;
    const source = chooseSource(view, this.#memory, scheduled, tablet);
    if (source === 'none') return { kind: 'discarded', error: 'unable to find source replica' };
    if (source === 'busy') return BUSY;
    return startClone(this.#world, this.#leader, view, this.#memory, scheduled, tablet);
  }

  /** Copies what is missing into a replica that is there. */
  #complete(scheduled: ScheduledTablet, tablet: Tablet): Outcome {
    const view = this.#view;
    const incomplete = tablet.replicas.find(
      (replica) =>
        !replica.bad &&
        replica.state === 'NORMAL' &&
        view.backends.get(replica.backendId)?.alive === true &&
        !hasAllVersions(replica, tablet),
    );
    if (incomplete === undefined) {
      return { kind: 'discarded', error: 'unable to choose dest replica(maybe no incomplete replica' };
    }
    const { backendId, pathHash } = incomplete;
    if (!this.#memory.takeSlot(scheduled, { backendId, pathHash }, this.#slots)) return BUSY;
    scheduled.destination = { backendId, pathHash };
    const source = chooseSource(view, this.#memory, scheduled, tablet);
    if (source === 'none') return { kind: 'discarded', error: 'unable to find source replica' };
    if (source === 'busy') return BUSY;
    return startClone(this.#world, this.#leader, view, this.#memory, scheduled, tablet);
  }

  #deleteColocateRedundant(scheduled: ScheduledTablet, tablet: Tablet, group: ColocateGroup | undefined): Outcome {
    const wanted = group?.backendIds[bucketOf(tablet)] ?? [];
    const chosen = tablet.replicas.find(
      ({ backendId, bad }) => !wanted.includes(backendId) || (bad && tablet.replicas.length > 1),
    );
    if (chosen === undefined) {
      return { kind: 'discarded', error: 'unable to delete any colocate redundant replicas' };
    }
    const force = wanted.includes(chosen.backendId);
    return (
      deleteReplica(this.#view, scheduled, tablet, chosen, force) ?? {
        kind: 'finished',
        error: 'colocate redundant replica is deleted',
      }
    );
  }
}

const BUSY: Outcome = { kind: 'retry', error: 'path busy, wait for next round' };
