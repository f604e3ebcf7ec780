import { writeJournal } from '../journal.ts';
import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import { type ClusterView, isAvailable, isOn, viewCluster } from './cluster-view.ts';
import { schedulerOf } from './scheduler-memory.ts';

const SHOWN = 20;

/** As read: whether only the recycle bin holds a backend is looked at this rarely, once for the whole cluster. */
const RECYCLED_MS = 600_000;

/**
 * One round of the handler of nodes: a backend that was told to go and is empty vanishes, dead or alive, unless the setting
 * says that it stays. What is left on the others goes to the log, which alone names it (text as read).
 */
export function dropDrained(world: World, leader: Process): void {
  const view = viewCluster(world, leader);
  for (const backend of view.backends.values()) {
    if (!backend.decommissioned) continue;
    const left = view.storage.replicasOn(backend.id).map(({ tablet }) => tablet.id);
    if (left.length > 0 && !isOnlyRecycled(view, leader, backend)) {
      const list = `[${left.slice(0, SHOWN).join(', ')}]`;
      leader.effects.log(
        `INFO backend ${backend.id} lefts ${left.length} replicas to decommission(show up to 20): ${list}`,
      );
    } else if (isOn(view, 'drop_backend_after_decommission')) {
      leader.effects.log(`INFO no tablet on decommission backend ${backend.id}, drop it`);
      writeJournal(world, leader, (metadata) => ({
        ...metadata,
        // Cancelled in the meantime, it stays.
        backends: metadata.backends.filter(({ id, decommissioned }) => id !== backend.id || !decommissioned),
      }));
    }
  }
}

/** As read of 3.5: all that is left was dropped, and each of it has a good copy on a backend that stays. */
function isOnlyRecycled(view: ClusterView, leader: Process, { id }: Backend): boolean {
  const { storage } = view;
  const recycled = new Set(storage.recycleBin.map(({ table }) => table));
  const left = storage.replicasOn(id);
  if (left.some(({ tablet }) => !recycled.has(tablet.partition.table))) return false;
  const memory = schedulerOf(leader);
  if (view.now - (memory.recycledCheckAt ?? Number.NEGATIVE_INFINITY) < RECYCLED_MS) return false;
  memory.recycledCheckAt = view.now;
  const staying = new Set([...view.backends.values()].filter((one) => !one.decommissioned).map(({ host }) => host));
  return (
    view.available.length > 0 &&
    left.every(
      ({ tablet: { replicas } }) =>
        replicas.length > staying.size &&
        replicas.some((one) => one.state === 'NORMAL' && isAvailable(view, one.backendId)),
    )
  );
}
