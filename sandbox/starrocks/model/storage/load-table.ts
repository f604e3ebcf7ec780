import type { Table, Transaction } from './catalog.ts';
import type { ClusterView } from './cluster-view.ts';
import { type Storage, tabletsOf } from './storage.ts';

export interface Load {
  readonly bytes: number;
  readonly rows: number;
}

/** A load that is through at once: a new version everywhere, and replicas on dead backends lack it. */
export function loadTable({ storage, backends }: ClusterView, table: Table, { bytes, rows }: Load): void {
  const share = 1 / Math.max(1, tabletsOf(table).length);
  for (const partition of table.partitions) {
    partition.visibleVersion += 1;
    for (const tablet of partition.tablets) {
      storage.resizeTablet(tablet, tablet.bytes + Math.round(bytes * share), tablet.rows + Math.round(rows * share));
      for (const replica of tablet.replicas) {
        if (backends.get(replica.backendId)?.alive === true) replica.version = partition.visibleVersion;
        else replica.lastFailedVersion = partition.visibleVersion;
      }
    }
  }
}

/** A load that was begun and is not finished. @param timeoutMs @default one day */
export function beginTransaction(
  storage: Storage,
  table: Table,
  label: string,
  now: number,
  timeoutMs = 86_400_000,
): Transaction {
  const transaction: Transaction = {
    id: storage.nextTransactionId(),
    label,
    databaseId: table.database.id,
    tableIds: [table.id],
    beganAt: now,
    timeoutMs,
    state: 'PREPARE',
    finishedAt: null,
  };
  storage.transactions.push(transaction);
  return transaction;
}

export function endTransaction(transaction: Transaction, state: 'VISIBLE' | 'ABORTED', now: number): void {
  transaction.state = state;
  transaction.finishedAt = now;
}

/** As read: one that is over its time is aborted by the leader. */
export function abortOverdue(storage: Storage, now: number): void {
  for (const transaction of storage.transactions) {
    const overdue = transaction.state === 'PREPARE' && now - transaction.beganAt > transaction.timeoutMs;
    if (overdue) endTransaction(transaction, 'ABORTED', now);
  }
}
