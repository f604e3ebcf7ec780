import { readConfig, setConfig } from '../frontend-config.ts';
import type { Backend } from '../metadata.ts';
import { timeLimit } from '../storage/clone-tablet.ts';
import { beginTransaction, endTransaction } from '../storage/load-table.ts';
import { dropTable } from '../storage/drop-table.ts';
import { GIB, MIB, tabletsOf } from '../storage/storage.ts';
import type { Table } from '../storage/catalog.ts';
import { type Cure, type FaultContext, type InjectFault, oneLeaving, readCount } from './fault-context.ts';
import { placeTable } from './place-table.ts';

/** A table with one replica, on a backend that goes, and one of its tablets cannot be read there. */
export const badSource: InjectFault = (context) => {
  const { storage } = context.view;
  const table = placeTable(storage, { name: 'bad_source', backends: [oneLeaving(context, 'bad-source')] });
  const replica = tabletsOf(table)[0]?.replicas[0];
  if (replica !== undefined) replica.bad = true;
  return () => {
    if (replica !== undefined) replica.bad = false;
  };
};

/** By itself a clone is given the time for 5 MiB a second (as read): between this and the limit lies how long it takes here. */
const GIGABYTES = 60;
const TOO_SLOW = 1.5;

/**
 * One tablet that takes half as long again as a clone may: it is copied, given up, and copied again.
 * @param args `gigabytes` @default 60 · `seconds`: the limit, set first @default as it is
 */
export const largeTablet: InjectFault = (context) => {
  const { leader, view, args } = context;
  const { storage } = view;
  const cures: Cure[] = [];
  if (args['seconds'] !== undefined) {
    const seconds = readCount('large-tablet', 'seconds', args['seconds'], 0);
    cures.push(changeSetting(context, 'tablet_sched_max_clone_task_timeout_sec', String(seconds)));
    const least = Number(readConfig(leader, 'tablet_sched_min_clone_task_timeout_sec'));
    if (seconds < least) cures.push(changeSetting(context, 'tablet_sched_min_clone_task_timeout_sec', String(seconds)));
  }
  const bytes = readCount('large-tablet', 'gigabytes', args['gigabytes'], GIGABYTES) * GIB;
  const table = placeTable(storage, {
    name: 'large_tablet',
    tablets: 1,
    bytes,
    backends: oneMoreThanStay(context, 'large-tablet'),
  });
  const tablet = tabletsOf(table)[0];
  const { options } = storage;
  const before = options.cloneBytesPerSecond;
  if (tablet !== undefined) {
    const limit = timeLimit(view, tablet) / 1000;
    const expected = bytes / (5 * MIB);
    options.cloneBytesPerSecond = bytes / Math.min(limit * TOO_SLOW, Math.max(limit * 1.1, (limit + expected) / 2));
  }
  return (current) => {
    options.cloneBytesPerSecond = before;
    for (const cure of cures) cure(current);
  };
};

/** A load that was begun and is not finished. What may still be written to is not taken away (as read). @param args `table` */
export const openTransaction: InjectFault = (context) => {
  const { world, view, args, leaving } = context;
  const { storage } = view;
  const isThere = (table: Table) => tabletsOf(table).some(({ replicas }) => isOn(leaving, replicas));
  const wanted = args['table'] === undefined ? undefined : String(args['table']);
  const named = storage.tables().find(({ name, database }) => wanted === name || wanted === `${database.name}.${name}`);
  if (wanted !== undefined && named === undefined) throw new Error(`open-transaction: there is no table ${wanted}`);
  const table =
    named ??
    storage.tables().find(isThere) ??
    placeTable(storage, { name: 'open_transaction', backends: oneMoreThanStay(context, 'open-transaction') });
  const transaction = beginTransaction(storage, table, `insert_${storage.nextId()}`, world.now);
  return () => {
    if (transaction.state === 'PREPARE') endTransaction(transaction, 'ABORTED', world.now);
  };
};

/** Tablets of a dropped table, which older versions do not move until the bin is emptied. 3.5.7 does (recorded). */
export const recycleBin: InjectFault = (context) => {
  const { world, view } = context;
  const table = placeTable(view.storage, { name: 'in_recycle_bin', backends: oneMoreThanStay(context, 'recycle-bin') });
  dropTable(view.storage, table, false, world.now);
  const { options } = view.storage;
  options.movesRecycled = false;
  return () => {
    options.movesRecycled = true;
  };
};

/** A setting as a runbook left it; put back to what it was. */
export function changeSetting({ world, leader }: FaultContext, key: string, value: string): Cure {
  const before = readConfig(leader, key);
  setConfig(world, leader, key, value);
  return (current) => {
    if (readConfig(current, key) === value) setConfig(world, current, key, before);
  };
}

/** At most three, one of them on a backend that goes, and a host is left for it. */
function oneMoreThanStay(context: FaultContext, fault: string): readonly Backend[] {
  // Anywhere else it would hold up nobody, and nobody would know.
  const first = oneLeaving(context, fault);
  const others = new Map(context.staying.filter(({ host }) => host !== first.host).map((one) => [one.host, one]));
  return [first, ...[...others.values()].slice(0, Math.min(2, others.size - 1))];
}

function isOn(backends: readonly Backend[], replicas: readonly { readonly backendId: number }[]): boolean {
  return replicas.some(({ backendId }) => backends.some(({ id }) => id === backendId));
}
