import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { ColocateGroup } from './catalog.ts';
import { enqueue, isDue } from './check-tablets.ts';
import { loadOf } from './choose-places.ts';
import { type ClusterView, isDeadFor, isOn, readNumber, viewCluster } from './cluster-view.ts';
import { schedulerOf } from './scheduler-memory.ts';
import { tabletsOf } from './storage.ts';
import { judgeColocated } from './tablet-health.ts';

/**
 * One round for colocate groups (as read): buckets of a backend that is gone or told to go are given to another host, and
 * tablets that are not where their bucket belongs are handed to the scheduler. Without a spare host nothing changes.
 */
export function balanceColocated(world: World, leader: Process): void {
  const view = viewCluster(world, leader);
  for (const group of view.storage.groups) {
    if (!isOn(view, 'tablet_sched_disable_colocate_balance')) relocate(view, group);
    matchGroup(view, leader, group);
  }
}

function relocate(view: ClusterView, group: ColocateGroup): void {
  const usable = [...view.backends.values()].filter((backend) => isUsable(view, backend));
  const isGone = (id: number) => !usable.some((backend) => backend.id === id);
  for (const ids of group.backendIds) {
    for (const [index, id] of ids.entries()) {
      if (!isGone(id)) continue;
      const hosts = ids.map((one) => view.backends.get(one)?.host);
      const spare = sortByBuckets(view, group, usable).find(({ host }) => !hosts.includes(host));
      if (spare !== undefined) ids[index] = spare.id;
    }
  }
}

/** As read: one that stopped for a short while still counts. */
function isUsable(view: ClusterView, backend: Backend): boolean {
  const short = readNumber(view, 'tablet_sched_repair_delay_factor_second') * 2000;
  return !backend.decommissioned && !isDeadFor(view.now, backend, short);
}

function sortByBuckets(view: ClusterView, group: ColocateGroup, among: readonly Backend[]): Backend[] {
  const buckets = ({ id }: Backend) => group.backendIds.filter((ids) => ids.includes(id)).length;
  return [...among].sort((a, b) => buckets(a) - buckets(b) || loadOf(view, a) - loadOf(view, b) || a.id - b.id);
}

function matchGroup(view: ClusterView, leader: Process, group: ColocateGroup): void {
  const memory = schedulerOf(leader);
  let stable = true;
  for (const table of view.storage.checkedTables()) {
    if (!group.tableIds.has(table.id)) continue;
    for (const tablet of tabletsOf(table)) {
      if (memory.isScheduled(tablet.id)) continue;
      const health = judgeColocated(group, tablet);
      if (health.status === 'HEALTHY') {
        memory.checkedAt.set(tablet.id, view.now);
        continue;
      }
      stable = false;
      if (isDue(view, memory, tablet, health)) enqueue(view, memory, tablet, health);
    }
  }
  group.stable = stable;
}
