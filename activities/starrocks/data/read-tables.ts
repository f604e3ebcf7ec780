import {
  type DatabaseRow,
  type TableRow,
  hasLocalTablets,
  parseDatabaseRows,
  parsePartitionRows,
  parseTableRows,
} from '../../../model/starrocks/data/table-rows.ts';
import { SHOW_DATABASES_BY_ID, showPartitions, showTables } from '../../../model/starrocks/data/statements.ts';
import type { TableReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';

/** So many tables, each with a statement of its own, are read within a minute. */
const MOST_TABLES = 3_000;

export interface TablesReading {
  readonly tables: readonly TableReading[];
  readonly leftOut: number;
}

/** Every table that has tablets on backends, with what each of its partitions asks for. */
export async function readTables(asked: AskLeader, deadline: number): Promise<TablesReading> {
  const databases = parseDatabaseRows(await asked(SHOW_DATABASES_BY_ID));
  const lists = await readInBatches(databases, deadline, async (database) => await listTables(asked, database));
  const found = lists.results.flat();
  const { results, left } = await readInBatches(found.slice(0, MOST_TABLES), deadline, async ({ database, table }) => {
    const rows = await orNoAnswer(asked(showPartitions(database.id, table.id)));
    return {
      database: database.name,
      databaseId: database.id,
      table: table.name,
      tableId: table.id,
      partitions: parsePartitionRows(rows ?? []),
    };
  });
  const cut = Math.max(0, found.length - MOST_TABLES) + left.length;
  return { tables: results, leftOut: cut + lists.left.length };
}

async function listTables(
  asked: AskLeader,
  database: DatabaseRow,
): Promise<readonly { readonly database: DatabaseRow; readonly table: TableRow }[]> {
  const rows = await orNoAnswer(asked(showTables(database.id)));
  return parseTableRows(rows ?? [])
    .filter(hasLocalTablets)
    .map((table) => ({ database, table }));
}
