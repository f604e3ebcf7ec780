import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { Tablet } from './catalog.ts';
import { makeScheduled } from './check-tablets.ts';
import { chooseDestination, chooseSource } from './choose-places.ts';
import { startClone } from './clone-tablet.ts';
import { type ClusterView, isOn, readNumber } from './cluster-view.ts';
import type { Outcome } from './outcome.ts';
import type { ScheduledTablet } from './scheduled-tablet.ts';
import type { SchedulerMemory } from './scheduler-memory.ts';
import { judgeTablet } from './tablet-health.ts';

/** Backends whose counts differ by less than this share of the mean are left alone. */
const TOLERATED = 0.2;

/**
 * Looks for tablets to move from the backend with the most of them to the one with the fewest, when nothing else is to be
 * done. Simpler than the product's: by counts only, one pair of backends at a time.
 */
export function selectForBalance(view: ClusterView, memory: SchedulerMemory): void {
  if (isOn(view, 'tablet_sched_disable_balance') || memory.pending.size + memory.running.size > 0) return;
  const { storage } = view;
  const sorted = [...view.available].sort((a, b) => storage.countOn(a.id) - storage.countOn(b.id) || a.id - b.id);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined) return;
  const gap = storage.countOn(high.id) - storage.countOn(low.id);
  const mean = sorted.reduce((sum, { id }) => sum + storage.countOn(id), 0) / sorted.length;
  if (gap < 2 || gap <= mean * TOLERATED) return;
  let left = Math.min(Math.floor(gap / 2), readNumber(view, 'tablet_sched_max_balancing_tablets'));
  for (const { tablet } of storage.replicasOn(high.id)) {
    if (left === 0) return;
    if (storage.findGroup(tablet.partition.table) !== undefined || hasHost(view, tablet, low.host)) continue;
    if (judgeTablet(view, tablet).status !== 'HEALTHY') continue;
    memory.pending.set(tablet.id, makeScheduled(view, tablet, 'BALANCE', { status: 'HEALTHY', priority: 'LOW' }));
    left -= 1;
  }
}

function hasHost({ backends }: ClusterView, { replicas }: Tablet, host: string): boolean {
  return replicas.some(({ backendId }) => backends.get(backendId)?.host === host);
}

/** Makes one copy more, on a backend that has few; the checker then finds one too many, and the fullest gives one up. */
export function balanceTablet(
  world: World,
  leader: Process,
  view: ClusterView,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  tablet: Tablet,
): Outcome {
  const { storage } = view;
  const ordered = [...view.available].sort((a, b) => storage.countOn(a.id) - storage.countOn(b.id) || a.id - b.id);
  const destination = chooseDestination(view, memory, scheduled, tablet, ordered.slice(0, 1));
  if (destination === 'none') return { kind: 'discarded', error: 'unable to find low backend' };
  if (destination === 'busy') return { kind: 'retry', error: 'path busy, wait for next round' };
  if (chooseSource(view, memory, scheduled, tablet) !== 'chosen') {
    return { kind: 'retry', error: 'path busy, wait for next round' };
  }
  return startClone(world, leader, view, memory, scheduled, tablet);
}
