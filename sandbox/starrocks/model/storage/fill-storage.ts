import type { Answer } from '../answer.ts';
import type { Database, Medium, Table } from './catalog.ts';
import type { ClusterView } from './cluster-view.ts';
import { createDatabase, createTable, isRefusal } from './create-table.ts';

export interface Filling {
  /** @default 'shop' */
  readonly database?: string;
  readonly tables: number;
  /** Of each table. */
  readonly tablets: number;
  readonly replicas: number;
  /** Of each tablet, on the average. */
  readonly bytes: number;
  /** @default 'HDD' */
  readonly medium?: Medium;
}

const BYTES_PER_ROW = 100;

/** Tables `t_1`… more than there are, spread by the product's rules. Sizes differ from half to one and a half of what is asked. */
export function fillStorage(view: ClusterView, filling: Filling): readonly Table[] | Answer {
  const { storage } = view;
  const { database: name = 'shop', tables, tablets, replicas, bytes, medium = 'HDD' } = filling;
  const found = storage.findDatabase(name) ?? createDatabase(storage, name);
  if (isRefusal(found)) return found;
  const database: Database = found;
  const made: Table[] = [];
  for (let last = database.tables.length, left = tables; left > 0; left--) {
    last += 1;
    const table = createTable(view, database, {
      name: `t_${last}`,
      buckets: tablets,
      replicationNum: replicas,
      medium,
    });
    if (isRefusal(table)) return table;
    made.push(table);
    for (const [bucket, tablet] of (table.partitions[0]?.tablets ?? []).entries()) {
      const size = Math.round(bytes * (0.5 + ((bucket * 7 + last * 3) % 11) / 10));
      storage.resizeTablet(tablet, size, Math.ceil(size / BYTES_PER_ROW));
    }
  }
  return made;
}
