import { type Answer, textRows } from '../answer.ts';
import type { Database, Table } from '../storage/catalog.ts';
import { tabletsOf } from '../storage/storage.ts';
import { formatBytes } from '../storage/summarize-backend.ts';

/** As read: no quota is set. */
const QUOTA_BYTES = 2 ** 63;
const REPLICA_QUOTA = 9_223_372_036_854_775_807n;

interface Size {
  readonly bytes: number;
  readonly replicas: number;
  readonly rows: number;
}

/** SHOW DATA of a database: sizes of all replicas together (as read). */
export function showDatabaseData({ tables }: Database): Answer {
  const sizes = tables.map(measure);
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 0);
  const replicas = sizes.reduce((sum, size) => sum + size.replicas, 0);
  const rows = tables
    .map(({ name }, index) => [name, formatBytes(sizes[index]?.bytes ?? 0), String(sizes[index]?.replicas ?? 0)])
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1));
  return textRows(
    ['TableName', 'Size', 'ReplicaCount'],
    [
      ...rows,
      ['Total', formatBytes(bytes), String(replicas)],
      ['Quota', formatBytes(QUOTA_BYTES), String(REPLICA_QUOTA)],
      ['Left', formatBytes(QUOTA_BYTES - bytes), String(REPLICA_QUOTA - BigInt(replicas))],
    ],
  );
}

export function showTableData(table: Table): Answer {
  const { bytes, replicas, rows } = measure(table);
  return textRows(
    ['TableName', 'IndexName', 'Size', 'ReplicaCount', 'RowCount'],
    [
      [table.name, table.name, formatBytes(bytes), String(replicas), String(rows)],
      ['', 'Total', formatBytes(bytes), String(replicas), ''],
    ],
  );
}

function measure(table: Table): Size {
  const tablets = tabletsOf(table);
  return {
    bytes: tablets.reduce((sum, tablet) => sum + tablet.bytes * tablet.replicas.length, 0),
    replicas: tablets.reduce((sum, tablet) => sum + tablet.replicas.length, 0),
    rows: tablets.reduce((sum, tablet) => sum + tablet.rows, 0),
  };
}
