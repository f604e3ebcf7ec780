import { type RawRow, numberOf, textOf } from './raw-row.ts';

/** A row of SHOW PROC '/statistic'. Tablets in the recycle bin are not in it (recorded on 3.5.7). */
export interface StatisticRow {
  readonly databaseId: string;
  readonly database: string;
  readonly tablets: number;
  readonly replicas: number;
  /** Those that a drain has to move are among them from its first second on (recorded on 3.5.7). */
  readonly unhealthy: number;
  readonly cloning: number;
}

export interface Statistic {
  readonly databases: readonly StatisticRow[];
  readonly total: Omit<StatisticRow, 'databaseId' | 'database'>;
}

/** Of the last row, `Total`, the name is the number of databases (recorded on 3.5.7). */
export function parseStatistic(rows: readonly RawRow[]): Statistic {
  const parsed = rows.map((row) => ({
    databaseId: textOf(row, 'DbId'),
    database: textOf(row, 'DbName'),
    tablets: numberOf(row, 'TabletNum'),
    replicas: numberOf(row, 'ReplicaNum'),
    unhealthy: numberOf(row, 'UnhealthyTabletNum'),
    cloning: numberOf(row, 'CloningTabletNum'),
  }));
  const databases = parsed.filter(({ databaseId }) => databaseId !== 'Total');
  const add = (of: (row: StatisticRow) => number) => databases.reduce((sum, row) => sum + of(row), 0);
  const { tablets, replicas, unhealthy, cloning } = parsed.find(({ databaseId }) => databaseId === 'Total') ?? {
    tablets: add((row) => row.tablets),
    replicas: add((row) => row.replicas),
    unhealthy: add((row) => row.unhealthy),
    cloning: add((row) => row.cloning),
  };
  return { databases, total: { tablets, replicas, unhealthy, cloning } };
}

/** SHOW PROC '/statistic/<db>': one row of comma lists. */
export function parseUnhealthyTablets(rows: readonly RawRow[]): readonly string[] {
  const [row] = rows;
  if (row === undefined) return [];
  return (textOf(row, 'UnhealthyTablets').match(/\d+/g) ?? []).filter((id) => id !== '');
}
