import { type Answer, textRows } from '../answer.ts';
import type { Process } from '../process.ts';
import type { Database } from '../storage/catalog.ts';
import { viewCluster } from '../storage/cluster-view.ts';
import { schedulerOf } from '../storage/scheduler-memory.ts';
import { tabletsOf } from '../storage/storage.ts';
import { isUnhealthy } from '../storage/tablet-health.ts';
import { noSuchPath, type ProcContext } from './proc-context.ts';

const COLUMNS = (
  'DbId DbName TableNum PartitionNum IndexNum TabletNum ReplicaNum UnhealthyTabletNum InconsistentTabletNum ' +
  'CloningTabletNum ErrorStateTabletNum'
).split(' ');

const INCOMPLETE = ['UnhealthyTablets', 'InconsistentTablets', 'CloningTablets', 'ErrorStateTablets'];

interface Found {
  readonly unhealthy: readonly number[];
  readonly cloning: readonly number[];
}

/** As read: each frontend keeps what it found last, and the pages of single databases show that. */
const lastFound = new WeakMap<Process, Map<number, Found>>();

/** `/statistic`: without the recycle bin (recorded). */
export function showStatistic(context: ProcContext): Answer {
  const { process, storage } = context;
  const found = new Map<number, Found>();
  lastFound.set(process, found);
  const own = [
    { id: 1, name: 'information_schema', tables: [] },
    { id: 100, name: 'sys', tables: [] },
  ];
  const databases = [...own, ...storage.databases].sort((a, b) => (a.name < b.name ? -1 : 1));
  const counts = databases.map((database) => {
    const of = findIncomplete(context, database);
    found.set(database.id, of);
    return countDatabase(database, of);
  });
  const rows = databases.map(({ id, name }, index) => [String(id), name, ...(counts[index] ?? []).map(String)]);
  const sums = counts[0]?.map((_, column) => counts.reduce((sum, row) => sum + (row[column] ?? 0), 0)) ?? [];
  return textRows(COLUMNS, [...rows, ['Total', String(databases.length), ...sums.map(String)]]);
}

function countDatabase({ tables }: Database, { unhealthy, cloning }: Found): number[] {
  const partitions = tables.reduce((sum, table) => sum + table.partitions.length, 0);
  const tablets = tables.flatMap(tabletsOf);
  const replicas = tablets.reduce((sum, tablet) => sum + tablet.replicas.length, 0);
  return [tables.length, partitions, partitions, tablets.length, replicas, unhealthy.length, 0, cloning.length, 0];
}

/** Cloning is known to the leader alone: the others have no tasks. */
function findIncomplete({ world, process }: ProcContext, { tables }: Database): Found {
  const { running } = schedulerOf(process);
  const tablets = tables.flatMap(tabletsOf);
  const view = viewCluster(world, process);
  const unhealthy = tablets.filter((tablet) => isUnhealthy(view, tablet));
  const cloning = tablets.filter(({ id }) => running.has(id));
  return { unhealthy: unhealthy.map(({ id }) => id), cloning: cloning.map(({ id }) => id) };
}

/** `/statistic/<database id>`: what the last `/statistic` on this frontend found. As read, lists in brackets. */
export function showIncompleteTablets(context: ProcContext, id: string): Answer {
  if (!/^\d+$/.test(id)) return noSuchPath(context, `Invalid db id format: ${id}`);
  const known = ['1', '100', ...context.storage.databases.map((database) => String(database.id))];
  if (!known.includes(id)) return noSuchPath(context, `Invalid db id: ${id}`);
  const { unhealthy, cloning } = lastFound.get(context.process)?.get(Number(id)) ?? { unhealthy: [], cloning: [] };
  const list = (ids: readonly number[]) => `[${ids.join(', ')}]`;
  return textRows(INCOMPLETE, [[list(unhealthy), '[]', list(cloning), '[]']]);
}
