import { type RawRow, numberOf, optionalOf, textOf } from './raw-row.ts';

/** A row of SHOW PROC '/transactions/<db>/running'. */
export interface TransactionRow {
  readonly id: number;
  readonly label: string;
  /** PREPARE, PREPARED, COMMITTED. */
  readonly status: string;
  /** As the leader's clock said, in a zone that it does not name. */
  readonly since: string | undefined;
  readonly timeoutMs: number;
}

/** Columns as read in TransProcDir of 3.4. */
export function parseTransactionRows(rows: readonly RawRow[]): readonly TransactionRow[] {
  return rows.map((row) => ({
    id: numberOf(row, 'TransactionId'),
    label: textOf(row, 'Label'),
    status: textOf(row, 'TransactionStatus'),
    since: optionalOf(row, 'PrepareTime'),
    timeoutMs: numberOf(row, 'TimeoutMs'),
  }));
}
