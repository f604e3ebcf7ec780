import { type RawRow, numberOf, optionalOf, textOf } from './raw-row.ts';

/** A row of SHOW PROC '/cluster_balance/pending_tablets', running_tablets or history_tablets. */
export interface ScheduleRow {
  readonly tabletId: string;
  /** REPAIR or BALANCE. */
  readonly type: string;
  /** REPLICA_RELOCATING is a drain; see TabletChecker. */
  readonly status: string;
  /** PENDING, RUNNING, FINISHED, CANCELLED, … */
  readonly state: string;
  readonly sourceId: string | undefined;
  readonly destinationId: string | undefined;
  /** Seconds that this clone may take. */
  readonly timeoutSeconds: number;
  readonly created: string | undefined;
  /** When its copy was begun. */
  readonly scheduled: string | undefined;
  readonly finished: string | undefined;
  /** Why it was not done, in the product's words. */
  readonly error: string;
}

/** Columns as read in TabletSchedulerDetailProcDir of 3.5; a backend that is not chosen yet is -1. */
export function parseScheduleRows(rows: readonly RawRow[]): readonly ScheduleRow[] {
  return rows.map((row) => ({
    tabletId: textOf(row, 'TabletId'),
    type: textOf(row, 'Type'),
    status: textOf(row, 'Status'),
    state: textOf(row, 'State'),
    sourceId: backendOf(row, 'SrcBe'),
    destinationId: backendOf(row, 'DestBe'),
    timeoutSeconds: Math.round(numberOf(row, 'Timeout') / 1000),
    created: optionalOf(row, 'Create'),
    scheduled: optionalOf(row, 'LstSched'),
    finished: optionalOf(row, 'Finished'),
    error: optionalOf(row, 'ErrMsg') ?? '',
  }));
}

function backendOf(row: RawRow, column: string): string | undefined {
  const id = optionalOf(row, column);
  return id === '-1' ? undefined : id;
}

/** How many of each queue: SHOW PROC '/cluster_balance'. */
export function parseQueueLengths(rows: readonly RawRow[]): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map((row) => [textOf(row, 'Item'), numberOf(row, 'Number')]));
}
