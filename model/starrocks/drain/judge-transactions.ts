import type { Finding } from '../../step.ts';
import type { DrainReading, TransactionReading } from './drain-reading.ts';
import { count, formatAge, listSome } from './group.ts';

const OLD_MS = 10 * 60_000;
const STUCK_MS = 24 * 3_600_000;

/** Those that have run for longer than that, the oldest first. */
export function findOld(transactions: readonly TransactionReading[], olderMs = OLD_MS): readonly TransactionReading[] {
  return transactions
    .filter(({ ageMs }) => ageMs !== undefined && ageMs >= olderMs)
    .sort((one, other) => (other.ageMs ?? 0) - (one.ageMs ?? 0));
}

/** Gate `transactions`: a replica is deleted only when all earlier transactions of its table have ended (as read in TabletScheduler). */
export function judgeTransactions({ transactions }: DrainReading): readonly Finding[] {
  const about = { gate: 'transactions', subject: 'transactions' } as const;
  const old = findOld(transactions);
  if (old.length === 0) {
    const said =
      transactions.length === 0 ? 'none runs' : `${count(transactions.length, 'transaction')} run, none for long`;
    return [{ ...about, severity: 'ok', message: said }];
  }
  const stuck = (old[0]?.ageMs ?? 0) >= STUCK_MS;
  return [
    {
      ...about,
      severity: stuck ? 'refusal' : 'warning',
      message: `${count(old.length, 'transaction')} ${old.length === 1 ? 'has' : 'have'} run for long; until ${old.length === 1 ? 'it ends' : 'they end'}, replicas of ${old.length === 1 ? 'its' : 'their'} tables stay: ${listSome(old.map(nameTransaction))}`,
      next: [...new Set(old.slice(0, 5).map(({ databaseId }) => showTransactions(databaseId)))],
    },
  ];
}

export function nameTransaction({ id, database, label, status, ageMs }: TransactionReading): string {
  return `${id} of ${database} (${label === '' ? 'no label' : label}, ${status}, ${formatAge(ageMs ?? 0)})`;
}

export function showTransactions(databaseId: string): string {
  return `SHOW PROC '/transactions/${databaseId}/running';`;
}
