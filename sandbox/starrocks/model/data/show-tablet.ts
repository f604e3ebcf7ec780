import { analyzing, type Answer, textRows } from '../answer.ts';
import { type ProcContext } from '../proc/proc-context.ts';
import { listReplicas, REPLICA_OF_INDEX } from '../proc/replicas.ts';
import type { Table } from '../storage/catalog.ts';
import type { TabletFilter } from './data-statement.ts';
import { choosePartitions } from './replica-status.ts';

const COLUMNS = [
  ...['DbName', 'TableName', 'PartitionName', 'IndexName', 'DbId', 'TableId', 'PartitionId', 'IndexId'],
  ...['IsSync', 'DetailCmd'],
];

/** SHOW TABLET <id>, as read: the recycle bin keeps a tablet's ids, its names are no longer found. */
export function showTablet({ storage }: ProcContext, tabletId: number): Answer {
  const tablet = storage.findTablet(tabletId);
  const partition = tablet?.partition;
  const table = partition?.table;
  const database = table?.database;
  const ids = [database?.id, table?.id, partition?.id, table?.indexId].map((id) => id ?? -1);
  const knowsDatabase = database !== undefined && storage.databases.includes(database);
  const knowsTable = knowsDatabase && table !== undefined && database.tables.includes(table);
  const [databaseId, tableId, partitionId, indexId] = ids;
  return textRows(COLUMNS, [
    [
      ...[knowsDatabase ? database.name : null, knowsTable ? table.name : null],
      ...[knowsTable ? (partition?.name ?? null) : null, knowsTable ? table.name : null, ...ids.map(String)],
      String(knowsTable),
      `SHOW PROC '/dbs/${databaseId}/${tableId}/partitions/${partitionId}/${indexId}/${tabletId}';`,
    ],
  ]);
}

/** SHOW TABLET FROM, as read. */
export function showTablets(context: ProcContext, table: Table, filter: TabletFilter): Answer {
  const partitions = choosePartitions(table, filter.partitions);
  if (typeof partitions === 'string') return analyzing(`Unknown partition: ${partitions}`);
  const rows = listReplicas(
    context,
    partitions.flatMap(({ tablets }) => tablets),
    filter,
  );
  const { offset = 0, limit } = filter;
  return textRows(REPLICA_OF_INDEX, limit === undefined ? rows : rows.slice(offset, offset + limit));
}
