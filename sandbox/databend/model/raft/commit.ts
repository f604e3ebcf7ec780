import { applyEntry, snapshotDue, takeSnapshot } from '../apply.ts';
import { entryAt, lastIndex } from '../disk-log.ts';
import { votersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';

/** How far a majority, of both sets where there are two, has this leader's log. */
export function findCommitted(process: MetaProcess): number {
  const { leading, config, disk, effective } = process;
  if (leading === undefined) return process.committed;
  const having = (id: number): number =>
    id === config.id ? lastIndex(disk) : (leading.streams.get(id)?.matched?.index ?? -1);
  const agreed = effective.membership.configs.map(
    (voters) => voters.map(having).sort((one, other) => other - one)[Math.floor(voters.length / 2)] ?? -1,
  );
  const index = Math.min(...agreed);
  if (index <= process.committed) return process.committed;
  // What earlier leaders left is committed by what comes after it.
  return entryAt(disk, index)?.id.term === process.term ? index : process.committed;
}

export function applyUpTo(process: MetaProcess, index: number): void {
  const { disk } = process;
  for (let next = process.committed + 1; next <= index; next += 1) {
    const entry = entryAt(disk, next);
    if (entry === undefined) return;
    process.committed = next;
    const applied = applyEntry(disk.state, entry);
    if (snapshotDue(disk)) takeSnapshot(disk);
    const pending = process.pending.get(next);
    process.pending.delete(next);
    if (pending === undefined) continue;
    if (pending.term === entry.id.term) pending.done({ kind: 'applied', applied });
    else pending.done({ kind: 'forward', to: process.leaderId });
  }
}

/** A leader that the applied membership no longer has leads no more. */
export function isDismissed({ disk, config, committed, effective }: MetaProcess): boolean {
  const settled = (effective.id?.index ?? -1) <= committed;
  return settled && !votersOf(disk.state.membership).includes(config.id);
}
