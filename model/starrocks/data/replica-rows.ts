import { type RawRow, numberOf, textOf } from './raw-row.ts';
import { parseSize } from './size.ts';

/** A row of ADMIN SHOW REPLICA STATUS. */
export interface ReplicaRow {
  readonly tabletId: string;
  readonly backendId: string;
  /** Whether it has all that is visible, and is not marked bad. Its backend has to live too. */
  readonly complete: boolean;
  readonly bad: boolean;
  /** NORMAL, CLONE, DECOMMISSION (on its way out), … */
  readonly state: string;
}

/**
 * Columns as read in MetadataViewer of 3.4. Not by its `Status`: that calls every replica DEAD whose backend drains, because
 * such a backend is not available (as read in ComputeNode). `CommittedVersion` shows the visible one (as read).
 */
export function parseReplicaRows(rows: readonly RawRow[]): readonly ReplicaRow[] {
  return rows.map((row) => {
    const bad = row['IsBad'] === 'true';
    const caughtUp = numberOf(row, 'Version') >= numberOf(row, 'CommittedVersion');
    const failed = numberOf(row, 'LastFailedVersion') > 0 || textOf(row, 'Status') === 'SCHEMA_ERROR';
    return {
      tabletId: textOf(row, 'TabletId'),
      backendId: textOf(row, 'BackendId'),
      complete: !bad && caughtUp && !failed,
      bad,
      state: textOf(row, 'State'),
    };
  });
}

/** A row of SHOW TABLET FROM: what is missing above is the size. */
export interface TabletRow {
  readonly tabletId: string;
  readonly backendId: string;
  readonly bytes: number;
  readonly state: string;
  readonly version: number;
  readonly failed: boolean;
}

/** Columns as read in LocalTabletsProcDir of 3.5. */
export function parseTabletRows(rows: readonly RawRow[]): readonly TabletRow[] {
  return rows.map((row) => ({
    tabletId: textOf(row, 'TabletId'),
    backendId: textOf(row, 'BackendId'),
    bytes: parseSize(textOf(row, 'DataSize')) ?? 0,
    state: textOf(row, 'State'),
    version: numberOf(row, 'Version'),
    failed: numberOf(row, 'LstFailedVersion') > 0,
  }));
}

/** The same from SHOW TABLET FROM, which does not say what is visible: that is what the furthest replica of the tablet has. */
export function completeByVersion(rows: readonly TabletRow[]): readonly ReplicaRow[] {
  const furthest = new Map<string, number>();
  for (const { tabletId, version } of rows) furthest.set(tabletId, Math.max(version, furthest.get(tabletId) ?? 0));
  return rows.map(({ tabletId, backendId, version, failed, state }) => ({
    tabletId,
    backendId,
    complete: !failed && version >= (furthest.get(tabletId) ?? 0),
    bad: false,
    state,
  }));
}

/** SHOW TABLET <id>: where it belongs. Of one in the recycle bin the names are NULL (as read). */
export interface TabletPlace {
  readonly database: string;
  readonly databaseId: string;
  readonly table: string;
  readonly tableId: string;
  readonly partition: string;
  readonly partitionId: string;
  readonly indexId: string;
}

export function parseTabletPlace(rows: readonly RawRow[]): TabletPlace | undefined {
  const [row] = rows;
  if (row === undefined) return undefined;
  const place = {
    database: textOf(row, 'DbName'),
    databaseId: textOf(row, 'DbId'),
    table: textOf(row, 'TableName'),
    tableId: textOf(row, 'TableId'),
    partition: textOf(row, 'PartitionName'),
    partitionId: textOf(row, 'PartitionId'),
    indexId: textOf(row, 'IndexId'),
  };
  return [place.database, place.table].some((name) => name === '' || name.toUpperCase() === 'NULL') ? undefined : place;
}

/** One replica of one tablet, with its size: what SHOW TABLET <id> sends to. */
export interface TabletReplica {
  readonly backendId: string;
  readonly version: number;
  readonly failed: boolean;
  readonly bad: boolean;
  /** NORMAL, CLONE, DECOMMISSION (told to go), … */
  readonly state: string;
  readonly bytes: number;
}

/** Columns as read in ReplicasProcNode of 3.5. */
export function parseTabletReplicas(rows: readonly RawRow[]): readonly TabletReplica[] {
  return rows.map((row) => ({
    backendId: textOf(row, 'BackendId'),
    version: numberOf(row, 'Version'),
    failed: numberOf(row, 'LstFailedVersion') > 0,
    bad: row['IsBad'] === 'true',
    state: textOf(row, 'State'),
    bytes: parseSize(textOf(row, 'DataSize')) ?? 0,
  }));
}
