import {
  type ReplicaRow,
  completeByVersion,
  parseReplicaRows,
  parseTabletRows,
} from '../../../model/starrocks/data/replica-rows.ts';
import { isPlainName, showReplicas, showTablets } from '../../../model/starrocks/data/statements.ts';
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
  const rows = await readReplicas(asked, database, table);
  const byTablet = new Map<string, TabletReading['replicas'][number][]>();
  for (const row of rows) {
    const known = byTablet.get(row.tabletId);
    if (known === undefined) byTablet.set(row.tabletId, [row]);
    else known.push(row);
  }
  return [...byTablet].map(([tabletId, replicas]) => ({ database, table, tabletId, replicas }));
}

/** Of a materialized view that statement says `does not exist or is not OLAP table`; the other lists it, only without a word on bad replicas (as read). */
async function readReplicas(asked: AskLeader, database: string, table: string): Promise<readonly ReplicaRow[]> {
  const rows = await orNoAnswer(asked(showReplicas(database, table)));
  if (rows !== undefined) return parseReplicaRows(rows);
  return completeByVersion(parseTabletRows((await orNoAnswer(asked(showTablets(database, table)))) ?? []));
}
