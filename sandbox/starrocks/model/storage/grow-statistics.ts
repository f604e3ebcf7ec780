import type { ClusterView } from './cluster-view.ts';
import { createDatabase, createTable, isRefusal } from './create-table.ts';
import type { Database } from './catalog.ts';

const NAME = '_statistics_';
const REPLICAS = 3;

interface Step {
  /** After the database was made, in milliseconds. */
  readonly after: number;
  readonly tables: readonly (readonly [name: string, buckets: number])[];
  /** Made with one replica and set to three at once: they are short of two until the checker has seen to it. */
  readonly late?: boolean;
}

/** Recorded: 30 tablets, 68 a second later, 87 half a minute later; how they are spread over tables is made up. */
const STEPS: readonly Step[] = [
  {
    after: 0,
    tables: [
      ['column_statistics', 10],
      ['table_statistic_v1', 10],
      ['histogram_statistics', 10],
    ],
  },
  {
    after: 1_000,
    tables: [
      ['external_column_statistics', 10],
      ['external_histogram_statistics', 10],
      ['multi_column_statistics', 10],
      ['pipe_file_list', 8],
    ],
  },
  {
    after: 30_000,
    tables: [
      ['loads_history', 10],
      ['task_run_history', 9],
    ],
    late: true,
  },
];

/**
 * The product makes tables of its own once there are enough backends, whatever else goes on: counts of backends grow for that
 * reason too (recorded, in the middle of a drain).
 */
export function growStatistics(view: ClusterView, madeAt: number | undefined): number | undefined {
  const { storage, now, available } = view;
  if (available.length < REPLICAS) return madeAt;
  const found = storage.findDatabase(NAME) ?? createDatabase(storage, NAME);
  if (isRefusal(found)) return madeAt;
  const begun = madeAt ?? now;
  for (const { after, tables, late = false } of STEPS) {
    if (now - begun < after) continue;
    for (const [name, buckets] of tables) makeTable(view, found, name, buckets, late);
  }
  return begun;
}

function makeTable(view: ClusterView, database: Database, name: string, buckets: number, late: boolean): void {
  if (database.tables.some((table) => table.name === name)) return;
  const made = createTable(view, database, {
    name,
    buckets,
    replicationNum: late ? 1 : REPLICAS,
    keys: 'PRIMARY_KEYS',
  });
  if (isRefusal(made)) return;
  made.replicationNum = REPLICAS;
  for (const partition of made.partitions) partition.replicationNum = REPLICAS;
}
