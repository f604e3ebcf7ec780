import { type Answer, type Cell, textRows } from '../answer.ts';
import { formatShortBytes } from './format-short-bytes.ts';
import type { Database, Partition, Table, Tablet } from '../storage/catalog.ts';
import { tabletsOf } from '../storage/storage.ts';
import { noSuchPath, type ProcContext, timeCell } from './proc-context.ts';
import { listReplicas, REPLICA_OF_INDEX } from './replicas.ts';
import { showTabletReplicas } from './tablet-replicas.ts';

const DATABASES = ['DbId', 'DbName', 'TableNum', 'Quota', 'LastConsistencyCheckTime', 'ReplicaQuota'];

const TABLES = (
  'TableId TableName IndexNum PartitionColumnName PartitionNum State Type LastConsistencyCheckTime ReplicaCount ' +
  'PartitionType StoragePath'
).split(' ');

const PARTITIONS = (
  'PartitionId PartitionName VisibleVersion VisibleVersionTime VisibleVersionHash VersionEpoch VersionTxnType State ' +
  'PartitionKey Range DistributionKey Buckets ReplicationNum StorageMedium CooldownTime LastConsistencyCheckTime DataSize ' +
  'IsInMemory RowCount'
).split(' ');

const INDICES = ['IndexId', 'IndexName', 'State', 'LastConsistencyCheckTime'];

const QUOTA = '8388608.000 TB';
const REPLICA_QUOTA = '9223372036854775807';
const NEVER_COOLS = '9999-12-31 23:59:59';

/** `/dbs/<database>/<table>/partitions/<partition>/<index>/<tablet>`, as far as it is given. As read, down to the last. */
export function showDatabases(context: ProcContext, segments: readonly string[]): Answer {
  const { storage } = context;
  const [databaseName, tableName, kind, partitionName, indexId, tabletId] = segments;
  if (databaseName === undefined) return listDatabases(context);
  const database = findByName(storage.databases, databaseName);
  if (database === undefined) return noSuchPath(context, `Unknown database id or name "${databaseName}"`);
  if (tableName === undefined) return listTables(database);
  const table = findByName(database.tables, tableName);
  if (table === undefined) return noSuchPath(context, `unknown table id or name "${tableName}"`);
  if (kind === undefined) return textRows(['Nodes'], [['partitions'], ['temp_partitions'], ['index_schema']]);
  if (kind === 'temp_partitions') return textRows(PARTITIONS, []);
  if (kind !== 'partitions') return noSuchPath(context, `Not implemented yet: ${kind}`);
  if (partitionName === undefined) return listPartitions(context, table);
  const partition = findByName(table.partitions, partitionName);
  if (partition === undefined) return noSuchPath(context, `Unknown partition id or name "${partitionName}"`);
  if (indexId === undefined) return textRows(INDICES, [[String(table.indexId), table.name, 'NORMAL', null]]);
  if (Number(indexId) !== table.indexId) return noSuchPath(context, `Index[${indexId}] does not exist.`);
  if (tabletId === undefined) return textRows(REPLICA_OF_INDEX, listReplicas(context, partition.tablets));
  const tablet: Tablet | undefined = storage.findTablet(Number(tabletId));
  return showTabletReplicas(context, tablet);
}

function findByName<Item extends { readonly id: number; readonly name: string }>(
  items: readonly Item[],
  idOrName: string,
): Item | undefined {
  return items.find(({ id, name }) => (/^\d+$/.test(idOrName) ? id === Number(idOrName) : name === idOrName));
}

/** The product's own two have no tables here. */
const OWN: readonly (readonly Cell[])[] = [
  ['1', 'information_schema', '0', QUOTA, null, REPLICA_QUOTA],
  ['100', 'sys', '0', QUOTA, null, REPLICA_QUOTA],
];

function listDatabases({ storage }: ProcContext): Answer {
  const rows = [...storage.databases]
    .sort((a, b) => a.id - b.id)
    .map(({ id, name, tables }) => [String(id), name, String(tables.length), QUOTA, null, REPLICA_QUOTA]);
  return textRows(DATABASES, [...OWN, ...rows]);
}

function listTables({ tables }: Database): Answer {
  const rows = [...tables]
    .sort((a, b) => a.id - b.id)
    .map((table) => {
      const ranged = isRanged(table);
      const replicas = tabletsOf(table).reduce((sum, tablet) => sum + tablet.replicas.length, 0);
      return [
        ...[String(table.id), table.name, '1', ranged ? 'p' : '', String(ranged ? table.partitions.length : 1)],
        ...['NORMAL', 'OLAP', null, String(replicas), ranged ? 'RANGE' : 'UNPARTITIONED', null],
      ];
    });
  return textRows(TABLES, rows);
}

/** A table without partitions has one of its own name. */
function isRanged({ name, partitions }: Table): boolean {
  return partitions.length !== 1 || partitions[0]?.name !== name;
}

/** SHOW PARTITIONS FROM has the same rows (as read). */
export function listPartitions(context: ProcContext, table: Table): Answer {
  return textRows(
    PARTITIONS,
    table.partitions.map((partition) => describePartition(context, table, partition)),
  );
}

function describePartition(context: ProcContext, table: Table, partition: Partition): Cell[] {
  const ranged = isRanged(table);
  const bytes = partition.tablets.reduce((sum, tablet) => sum + tablet.bytes, 0);
  const rows = partition.tablets.reduce((sum, tablet) => sum + tablet.rows, 0);
  const { id, name, visibleVersion, replicationNum, medium } = partition;
  return [
    ...[String(id), name, String(visibleVersion), timeCell(context, 0), '0', '0', 'TXN_NORMAL', 'NORMAL'],
    ...[ranged ? 'p' : '', ranged ? name : '', 'k', String(table.buckets), String(replicationNum), medium],
    ...[NEVER_COOLS, null, formatShortBytes(bytes), 'false', String(rows)],
  ];
}
