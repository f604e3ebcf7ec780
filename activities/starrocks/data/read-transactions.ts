import { parseDatabaseRows } from '../../../model/starrocks/data/table-rows.ts';
import { parseTransactionRows } from '../../../model/starrocks/data/transaction-rows.ts';
import { SHOW_TRANSACTION_DATABASES, showRunningTransactions } from '../../../model/starrocks/data/statements.ts';
import type { BackendsReading, TransactionReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { parseTime } from '../../../model/starrocks/read-times.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';

/** The clock of a cluster: what it shows as now, in a zone that it does not name, and how fast it runs. */
export interface ShownClock {
  readonly now: string | undefined;
  readonly pace: number;
}

/** To within the 5 s of a heartbeat. */
export function readShownClock({ backends, pace }: BackendsReading): ShownClock {
  const beats = backends.flatMap(({ lastHeartbeat }) => lastHeartbeat ?? []);
  return { now: beats.sort().at(-1), pace };
}

/** Everything that has begun and not ended. */
export async function readTransactions(
  asked: AskLeader,
  clock: ShownClock,
  deadline: number,
): Promise<readonly TransactionReading[]> {
  const databases = parseDatabaseRows(await asked(SHOW_TRANSACTION_DATABASES));
  const { results } = await readInBatches(databases, deadline, async ({ id, name }) => {
    const rows = await orNoAnswer(asked(showRunningTransactions(id)));
    return parseTransactionRows(rows ?? []).map((row) => {
      const ageMs = ageOf(row.since, clock);
      return { ...row, database: name, databaseId: id, ...(ageMs !== undefined && { ageMs }) };
    });
  });
  return results.flat();
}

export function ageOf(since: string | undefined, { now, pace }: ShownClock): number | undefined {
  const [begin] = parseTime(since);
  const [end] = parseTime(now);
  return begin === undefined || end === undefined ? undefined : Math.max(0, end - begin) / pace;
}
