import type { Backend } from '../metadata.ts';
import { isAvailable, type ClusterView } from './cluster-view.ts';
import { summarizeBackend } from './summarize-backend.ts';

/** Recorded: the product's own statistics are not asked. */
const IGNORED = '_statistics_';

/**
 * Why the statement is refused for these together; words as recorded (replicas) and as read (space). Hosts are not looked at,
 * nor what is unhealthy: a decommission that passes may still never end. Those that already go are left out.
 */
export function refuseDecommission(view: ClusterView, wanted: readonly Backend[]): string | undefined {
  const leaving = wanted.filter(({ decommissioned }) => !decommissioned);
  if (leaving.length === 0) return undefined;
  if (!hasSpace(view, leaving)) {
    return 'It will cause insufficient disk space if these BEs are decommissioned.';
  }
  const ids = new Set(leaving.map(({ id }) => id));
  const left = [...view.backends.keys()].filter((id) => isAvailable(view, id) && !ids.has(id)).length;
  for (const { name, tables } of view.storage.databases) {
    if (name === IGNORED) continue;
    for (const table of tables) {
      const needed = Math.max(0, ...table.partitions.map(({ replicationNum }) => replicationNum));
      if (needed <= left) continue;
      return (
        'It will cause insufficient BE number if these BEs are decommissioned because the table ' +
        `${name}.${table.name} requires ${needed} replicas.`
      );
    }
  }
  return undefined;
}

/** As read: dead ones count with what they told last, and those that go already with what they still have to give away. */
function hasSpace({ storage, backends }: ClusterView, leaving: readonly Backend[]): boolean {
  let available = 0;
  for (const backend of backends.values()) {
    const { available: free, total } = summarizeBackend(storage, backend);
    available += backend.decommissioned ? free - total : free;
  }
  const released = leaving.reduce((sum, one) => sum + summarizeBackend(storage, one).available, 0);
  const needed = leaving.reduce((sum, one) => sum + summarizeBackend(storage, one).dataUsed, 0);
  return available - released >= needed;
}
