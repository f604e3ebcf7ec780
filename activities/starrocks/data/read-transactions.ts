import { parseDatabaseRows } from '../../../model/starrocks/data/table-rows.ts';
import { parseTransactionRows } from '../../../model/starrocks/data/transaction-rows.ts';
import { SHOW_TRANSACTION_DATABASES, showRunningTransactions } from '../../../model/starrocks/data/statements.ts';
import type { TransactionReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { parseTime } from '../../../model/starrocks/read-times.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';

/** Everything that has begun and not ended. `now` is a time of the cluster, like theirs: neither says its zone. */
export async function readTransactions(
  asked: AskLeader,
  now: string | undefined,
  deadline: number,
): Promise<readonly TransactionReading[]> {
  const databases = parseDatabaseRows(await asked(SHOW_TRANSACTION_DATABASES));
  const { results } = await readInBatches(databases, deadline, async ({ id, name }) => {
    const rows = await orNoAnswer(asked(showRunningTransactions(id)));
    return parseTransactionRows(rows ?? []).map((row) => {
      const ageMs = ageOf(row.since, now);
      return { ...row, database: name, databaseId: id, ...(ageMs !== undefined && { ageMs }) };
    });
  });
  return results.flat();
}

export function ageOf(since: string | undefined, now: string | undefined): number | undefined {
  const [begin] = parseTime(since);
  const [end] = parseTime(now);
  return begin === undefined || end === undefined ? undefined : Math.max(0, end - begin);
}
