import { type RawRow, numberOf, textOf } from './raw-row.ts';

/** A row of SHOW PROC '/colocation_group'. */
export interface ColocationRow {
  /** `<database>.<group>`, both numbers. */
  readonly id: string;
  readonly name: string;
  readonly tables: readonly string[];
  readonly buckets: number;
  readonly replicas: number;
  readonly stable: boolean;
}

/** Columns as read in ColocateTableIndex of 3.5; `GroupName` begins with the database's number, and before 3.2 there were no names of tables. */
export function parseColocationRows(rows: readonly RawRow[]): readonly ColocationRow[] {
  return rows.map((row) => ({
    id: textOf(row, 'GroupId'),
    name: textOf(row, 'GroupName').replace(/^\d+_/, ''),
    tables: textOf(row, 'TableNames', 'TableIds')
      .split(/\s*,\s*/)
      .filter((name) => name !== ''),
    buckets: numberOf(row, 'BucketsNum'),
    replicas: numberOf(row, 'ReplicationNum'),
    stable: row['IsStable'] === 'true',
  }));
}
