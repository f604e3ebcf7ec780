import type { Backend } from '../metadata.ts';
import type { Disk, Tablet } from './catalog.ts';
import { type ClusterView, readNumber } from './cluster-view.ts';
import type { ScheduledTablet } from './scheduled-tablet.ts';
import type { SchedulerMemory } from './scheduler-memory.ts';
import { findSources } from './tablet-health.ts';

/** As read: whatever the setting says. */
const SLOTS = { least: 2, most: 64 } as const;

/** `busy`: there is a place, and its slots are all taken. */
export type Chosen = 'chosen' | 'busy' | 'none';

export function slotsPerPath(view: ClusterView): number {
  return Math.min(SLOTS.most, Math.max(SLOTS.least, readNumber(view, 'tablet_sched_slot_num_per_path')));
}

/** The least loaded first; made once a round, as the product does it from time to time. */
export function sortByLoad(view: ClusterView): Backend[] {
  const loads = new Map(view.available.map((backend) => [backend.id, loadOf(view, backend)]));
  return [...view.available].sort((a, b) => (loads.get(a.id) ?? 0) - (loads.get(b.id) ?? 0) || a.id - b.id);
}

/** Half how full it is, half how many replicas it has, as shares of the whole. */
export function loadOf({ storage, backends }: ClusterView, { id }: Backend): number {
  const disks = storage.disksOf(id);
  const capacity = disks.reduce((sum, disk) => sum + disk.capacity, 0);
  const used = disks.reduce((sum, disk) => sum + disk.otherUsed + storage.dataOn(disk), 0);
  const all = [...backends.keys()].reduce((sum, one) => sum + storage.countOn(one), 0);
  return (capacity > 0 ? used / capacity : 1) / 2 + (all > 0 ? storage.countOn(id) / all : 0) / 2;
}

/**
 * Takes a slot where a new copy may go: another host than those of all copies, the medium of the table unless a copy is
 * missing (as read: one that is only told to go must keep it), below the limit of the disk.
 */
export function chooseDestination(
  view: ClusterView,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  tablet: Tablet,
  ordered: readonly Backend[],
  only?: readonly number[],
): Chosen {
  const there = tablet.replicas.map(({ backendId }) => backendId);
  const hosts = there.map((id) => view.backends.get(id)?.host);
  const limit = slotsPerPath(view);
  let other: Disk | undefined;
  let fitting = false;
  for (const { id, host } of ordered) {
    // For a colocate group two copies on one host are a step on the way (as read).
    if (only === undefined ? hosts.includes(host) : there.includes(id) || !only.includes(id)) continue;
    const disk = findFittingDisk(view, scheduled, tablet, id);
    if (disk === undefined) continue;
    fitting = true;
    if (memory.slotsTaken(disk) >= limit) continue;
    if (disk.medium === scheduled.medium) return take(memory, scheduled, disk, limit);
    other ??= disk;
  }
  if (other !== undefined) return take(memory, scheduled, other, limit);
  return fitting ? 'busy' : 'none';
}

function take(memory: SchedulerMemory, scheduled: ScheduledTablet, disk: Disk, limit: number): Chosen {
  const place = { backendId: disk.backendId, pathHash: disk.pathHash };
  if (!memory.takeSlot(scheduled, place, limit)) return 'busy';
  scheduled.destination = place;
  return 'chosen';
}

/** Takes a slot at a copy to copy from. */
export function chooseSource(
  view: ClusterView,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  tablet: Tablet,
): Chosen {
  // The product shuffles those of one version; here the one with the most slots left comes first.
  const sources = findSources(view, tablet).sort(
    (a, b) => b.version - a.version || memory.slotsTaken(a) - memory.slotsTaken(b),
  );
  if (sources.length === 0) return 'none';
  const limit = slotsPerPath(view);
  for (const { backendId, pathHash } of sources) {
    if (!memory.takeSlot(scheduled, { backendId, pathHash }, limit)) continue;
    scheduled.source = { backendId, pathHash };
    return 'chosen';
  }
  return 'busy';
}

/** The emptiest disk of the backend that takes it: as read, only one of each is looked at. */
function findFittingDisk(
  view: ClusterView,
  { status, medium }: ScheduledTablet,
  { bytes }: Tablet,
  backendId: number,
): Disk | undefined {
  const { storage } = view;
  const share = (disk: Disk) => (disk.otherUsed + storage.dataOn(disk)) / Math.max(1, disk.capacity);
  let found: Disk | undefined;
  for (const disk of storage.disksOf(backendId)) {
    if (status === 'REPLICA_RELOCATING' && disk.medium !== medium) continue;
    if (found !== undefined && share(found) <= share(disk)) continue;
    if (fits(view, disk, bytes)) found = disk;
  }
  return found;
}

/** As read: a disk is full only when both limits are passed, the share of it and what is left in bytes. */
export function fits(view: ClusterView, disk: Disk, bytes: number): boolean {
  if (disk.state !== 'ONLINE') return false;
  const left = disk.capacity - disk.otherUsed - view.storage.dataOn(disk) - bytes;
  const share = (disk.capacity - left) / Math.max(1, disk.capacity);
  const percent = readNumber(view, 'storage_usage_soft_limit_percent');
  return left >= readNumber(view, 'storage_usage_soft_limit_reserve_bytes') || share <= percent / 100;
}
