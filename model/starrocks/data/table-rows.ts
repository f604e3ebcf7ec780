import { type RawRow, numberOf, textOf } from './raw-row.ts';
import { parseSize } from './size.ts';

export interface DatabaseRow {
  readonly id: string;
  readonly name: string;
}

/** A row of SHOW PROC '/dbs/<id>'. */
export interface TableRow {
  readonly id: string;
  readonly name: string;
  /** OLAP, MATERIALIZED_VIEW, VIEW, CLOUD_NATIVE, … */
  readonly type: string;
  readonly state: string;
}

/** A row of SHOW PROC '/dbs/<id>/<table>/partitions'. */
export interface PartitionRow {
  readonly id: string;
  readonly name: string;
  readonly replicas: number;
  readonly medium: string;
  /** What a complete replica has. */
  readonly visibleVersion: number;
  /** Of one replica of each tablet (as read). */
  readonly bytes: number;
}

/** Columns as read in DbsProcDir of 3.5; the databases of the system have no tablets. */
export function parseDatabaseRows(rows: readonly RawRow[]): readonly DatabaseRow[] {
  return rows
    .map((row) => ({ id: textOf(row, 'DbId'), name: textOf(row, 'DbName') }))
    .filter(({ id, name }) => /^\d+$/.test(id) && !SYSTEM_DATABASES.includes(name));
}

const SYSTEM_DATABASES: readonly string[] = ['information_schema', 'sys'];

/** Columns as read in TablesProcDir of 3.5. */
export function parseTableRows(rows: readonly RawRow[]): readonly TableRow[] {
  return rows
    .map((row) => ({
      id: textOf(row, 'TableId'),
      name: textOf(row, 'TableName'),
      type: textOf(row, 'Type'),
      state: textOf(row, 'State'),
    }))
    .filter(({ id }) => /^\d+$/.test(id));
}

/** What has tablets on backends. */
export function hasLocalTablets({ type }: TableRow): boolean {
  return type === 'OLAP' || type === 'MATERIALIZED_VIEW';
}

/** Columns as read in PartitionsProcDir of 3.5; a table in object storage has no `ReplicationNum`. */
export function parsePartitionRows(rows: readonly RawRow[]): readonly PartitionRow[] {
  return rows
    .filter((row) => row['ReplicationNum'] !== undefined)
    .map((row) => ({
      id: textOf(row, 'PartitionId'),
      name: textOf(row, 'PartitionName'),
      replicas: numberOf(row, 'ReplicationNum'),
      medium: textOf(row, 'StorageMedium') || 'HDD',
      visibleVersion: numberOf(row, 'VisibleVersion'),
      bytes: parseSize(textOf(row, 'DataSize')) ?? 0,
    }));
}
