import { parseReplicaRows } from '../../../model/starrocks/data/replica-rows.ts';
import { isPlainName, showReplicas } from '../../../model/starrocks/data/statements.ts';
import type { TableReading, TabletReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';

export interface TabletsReading {
  readonly tablets: readonly TabletReading[];
  /** Tables that were not looked at. */
  readonly leftOut: number;
}

/** Every replica of these tables. The heaviest of all reads: the lock of a database for each table, a row for each replica. */
export async function readTablets(
  asked: AskLeader,
  tables: readonly TableReading[],
  deadline: number,
): Promise<TabletsReading> {
  const plain = tables.filter(({ database, table }) => isPlainName(database) && isPlainName(table));
  const { results, left } = await readInBatches(plain, deadline, async (table) => await readTable(asked, table));
  return { tablets: results.flat(), leftOut: tables.length - plain.length + left.length };
}

async function readTable(asked: AskLeader, { database, table }: TableReading): Promise<readonly TabletReading[]> {
  const rows = parseReplicaRows((await orNoAnswer(asked(showReplicas(database, table)))) ?? []);
  const byTablet = new Map<string, TabletReading['replicas'][number][]>();
  for (const row of rows) {
    const known = byTablet.get(row.tabletId);
    if (known === undefined) byTablet.set(row.tabletId, [row]);
    else known.push(row);
  }
  return [...byTablet].map(([tabletId, replicas]) => ({ database, table, tabletId, replicas }));
}
