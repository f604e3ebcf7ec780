import { type Answer, failure } from '../answer.ts';
import type { ColocateGroup, Database, KeysType, Medium, Table } from './catalog.ts';
import type { ClusterView } from './cluster-view.ts';
import { chooseBackends, makePartition, placeTablet } from './place-tablets.ts';
import type { Storage } from './storage.ts';

export interface NewTable {
  readonly name: string;
  readonly buckets: number;
  readonly replicationNum: number;
  /** @default 'HDD' */
  readonly medium?: Medium;
  /** @default 'DUP_KEYS' */
  readonly keys?: KeysType;
  /** Name of a colocate group. @default none */
  readonly colocateWith?: string;
}

export function isRefusal(made: object): made is Answer {
  return 'kind' in made && made.kind === 'error';
}

export function createDatabase(storage: Storage, name: string): Database | Answer {
  if (storage.findDatabase(name) !== undefined)
    return failure(`Can't create database '${name}'; database exists`, 1007);
  const database: Database = { id: storage.nextId(), name, tables: [] };
  storage.databases.push(database);
  return database;
}

/** The table, or what the product says: the first refusal as recorded, the others as read. */
export function createTable(view: ClusterView, database: Database, wanted: NewTable): Table | Answer {
  const { storage, available } = view;
  const { name, buckets, replicationNum, medium = 'HDD', keys = 'DUP_KEYS', colocateWith } = wanted;
  if (database.tables.some((table) => table.name === name)) {
    return failure(`Table '${name}' already exists`, 1050, '42S01');
  }
  if (replicationNum > available.length) return tooFewBackends(available.map(({ id }) => id));
  const group = colocateWith === undefined ? undefined : findOrMakeGroup(view, database, wanted);
  if (group !== undefined && isRefusal(group)) return group;
  const places = Array.from({ length: buckets }, (_, bucket) =>
    group === undefined ? chooseBackends(view, replicationNum, medium) : group.backendIds[bucket],
  );
  if (places.some((place) => place === undefined)) return failure(noHosts(replicationNum));
  const table: Table = {
    id: storage.nextId(),
    name,
    database,
    keys,
    indexId: storage.nextId(),
    schemaHash: 1_000_000 + storage.nextId(),
    partitions: [],
    buckets,
    colocateWith,
    replicationNum,
  };
  database.tables.push(table);
  group?.tableIds.add(table.id);
  const partition = makePartition(storage, table, medium);
  for (const place of places) placeTablet(storage, partition, place ?? []);
  return table;
}

export function tooFewBackends(alive: readonly number[]): Answer {
  return failure(
    'Getting analyzing error. Detail message: Table replication num should be less than of equal to the number of available BE ' +
      'nodes. You can change this default by setting the replication_num table properties. ' +
      `Current alive backend is [${alive.join(',')}]..`,
  );
}

function noHosts(count: number): string {
  return `Failed to find enough hosts in all backends. need: ${count}`;
}

function findOrMakeGroup(view: ClusterView, database: Database, wanted: NewTable): ColocateGroup | Answer {
  const { storage } = view;
  const { buckets, replicationNum, medium = 'HDD', colocateWith: name = '' } = wanted;
  const known = storage.groups.find((group) => group.name === name && group.databaseId === database.id);
  if (known !== undefined) {
    if (known.buckets !== buckets) return failure(`Colocate tables must have same bucket num: ${known.buckets}`);
    if (known.replicationNum === replicationNum) return known;
    return failure(`Colocate tables must have same replication num: ${known.replicationNum}`);
  }
  const backendIds = Array.from({ length: buckets }, () => chooseBackends(view, replicationNum, medium));
  if (!backendIds.every((ids) => ids !== undefined)) return failure(noHosts(replicationNum));
  const group: ColocateGroup = {
    id: `${database.id}.${storage.nextId()}`,
    name,
    databaseId: database.id,
    tableIds: new Set(),
    buckets,
    replicationNum,
    backendIds,
    stable: true,
  };
  storage.groups.push(group);
  return group;
}
