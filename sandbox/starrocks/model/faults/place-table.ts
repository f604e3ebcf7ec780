import type { Backend } from '../metadata.ts';
import type { ColocateGroup, Table } from '../storage/catalog.ts';
import { makePartition, placeTablet } from '../storage/place-tablets.ts';
import { MIB, type Storage } from '../storage/storage.ts';

export interface PlacedTable {
  /** @default 'faults' */
  readonly database?: string;
  readonly name: string;
  /** Each tablet has a replica on each of them. */
  readonly backends: readonly Backend[];
  /** @default 4 */
  readonly tablets?: number;
  /** Of each tablet. @default 4 MiB */
  readonly bytes?: number;
  /** Makes it the only table of a group of that name. */
  readonly colocateWith?: string;
}

/** A table whose replicas are where a fault wants them, which no statement can say. */
export function placeTable(storage: Storage, wanted: PlacedTable): Table {
  const { database: databaseName = 'faults', name, backends, tablets = 4, bytes = 4 * MIB, colocateWith } = wanted;
  const database = storage.findDatabase(databaseName) ?? { id: storage.nextId(), name: databaseName, tables: [] };
  if (!storage.databases.includes(database)) storage.databases.push(database);
  const table: Table = {
    id: storage.nextId(),
    name: freeName(database.tables, name),
    database,
    keys: 'DUP_KEYS',
    indexId: storage.nextId(),
    schemaHash: 1_000_000 + storage.nextId(),
    partitions: [],
    buckets: tablets,
    colocateWith,
    replicationNum: backends.length,
  };
  database.tables.push(table);
  const ids = backends.map(({ id }) => id);
  const medium = storage.disksOf(ids[0] ?? -1)[0]?.medium ?? 'HDD';
  const partition = makePartition(storage, table, medium);
  for (let left = tablets; left > 0; left--) {
    const tablet = placeTablet(storage, partition, ids);
    storage.resizeTablet(tablet, bytes, Math.ceil(bytes / 100));
  }
  if (colocateWith !== undefined) storage.groups.push(makeGroup(storage, table, colocateWith, ids));
  return table;
}

/** The fault may have been there before. */
function freeName(tables: readonly Table[], name: string): string {
  const taken = (wanted: string) => tables.some((table) => table.name === wanted);
  for (let number = 1; ; number++) {
    const wanted = number === 1 ? name : `${name}_${number}`;
    if (!taken(wanted)) return wanted;
  }
}

function makeGroup(storage: Storage, table: Table, name: string, ids: readonly number[]): ColocateGroup {
  return {
    id: `${table.database.id}.${storage.nextId()}`,
    name,
    databaseId: table.database.id,
    tableIds: new Set([table.id]),
    buckets: table.buckets,
    replicationNum: ids.length,
    backendIds: Array.from({ length: table.buckets }, () => [...ids]),
    stable: true,
  };
}
