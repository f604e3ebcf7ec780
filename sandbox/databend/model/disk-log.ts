import type { Disk } from './disk.ts';
import type { Entry, LogId, Membership } from './log.ts';

/** The membership that counts for a node: the last of its log, committed or not. */
export interface Effective {
  readonly id: LogId | undefined;
  readonly membership: Membership;
}

export function lastLogId(disk: Disk): LogId | undefined {
  return disk.log.at(-1)?.id ?? disk.purged;
}

export function lastIndex(disk: Disk): number {
  return lastLogId(disk)?.index ?? -1;
}

export function entryAt(disk: Disk, index: number): Entry | undefined {
  return disk.log[index - firstIndex(disk)];
}

/** What the log has at that place; undefined where it has nothing, and before what is purged. */
export function logIdAt(disk: Disk, index: number): LogId | undefined {
  return disk.purged?.index === index ? disk.purged : entryAt(disk, index)?.id;
}

export function entriesFrom(disk: Disk, index: number, most: number): readonly Entry[] {
  const from = index - firstIndex(disk);
  return disk.log.slice(from, from + most);
}

export function firstIndex(disk: Disk): number {
  return (disk.purged?.index ?? -1) + 1;
}

export function truncateFrom(disk: Disk, index: number): readonly Entry[] {
  return disk.log.splice(Math.max(0, index - firstIndex(disk)));
}

export function findEffective(disk: Disk): Effective {
  const entry = disk.log.findLast(({ payload }) => payload.kind === 'membership');
  const applied = { id: disk.state.membershipId, membership: disk.state.membership };
  // What was applied may have been purged since.
  if (entry?.payload.kind !== 'membership' || entry.id.index < (applied.id?.index ?? -1)) return applied;
  return { id: entry.id, membership: entry.payload.membership };
}
