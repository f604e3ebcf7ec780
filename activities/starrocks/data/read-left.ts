import {
  type TabletPlace,
  parseTabletPlace,
  parseTabletReplicas,
  parseTabletRows,
} from '../../../model/starrocks/data/replica-rows.ts';
import {
  isPlainName,
  showPartitions,
  showTablet,
  showTabletReplicas,
  showTabletsOn,
} from '../../../model/starrocks/data/statements.ts';
import { type PartitionRow, parsePartitionRows } from '../../../model/starrocks/data/table-rows.ts';
import type { LeftPlace, LeftTablet } from '../../../model/starrocks/diagnose-drain/stall-reading.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';
import { readTables } from './read-tables.ts';

/** As many as the leader itself lists. */
export const MOST_LEFT = 20;

/** Where these tablets belong, how many replicas they should have, and which they have. */
export async function readLeft(
  asked: AskLeader,
  tabletIds: readonly string[],
  deadline: number,
): Promise<readonly LeftTablet[]> {
  const partitions = new Map<string, Promise<readonly PartitionRow[]>>();
  const partitionsOf = (place: TabletPlace) => {
    const key = `${place.databaseId}/${place.tableId}`;
    const known = partitions.get(key) ?? listPartitions(asked, place);
    partitions.set(key, known);
    return known;
  };
  const { results } = await readInBatches(tabletIds, deadline, async (tabletId): Promise<LeftTablet> => {
    const place = parseTabletPlace((await orNoAnswer(asked(showTablet(tabletId)))) ?? []);
    if (place === undefined) return { tabletId, name: `tablet ${tabletId} of a dropped table`, replicas: [] };
    const replicas = parseTabletReplicas((await orNoAnswer(asked(showTabletReplicas(place, tabletId)))) ?? []);
    const rows = await partitionsOf(place);
    const row = rows.find(({ id }) => id === place.partitionId) ?? rows.find(({ name }) => name === place.partition);
    const left: LeftPlace = {
      database: place.database,
      databaseId: place.databaseId,
      table: place.table,
      partition: place.partition,
      replicas: row?.replicas ?? replicas.length,
      medium: row?.medium ?? 'HDD',
      visibleVersion: row?.visibleVersion ?? 0,
    };
    return { tabletId, name: nameLeft(place, tabletId), place: left, replicas };
  });
  return results;
}

function nameLeft({ database, table, partition }: TabletPlace, tabletId: string): string {
  return `${database}.${table}${partition === '' || partition === table ? '' : ` partition ${partition}`} tablet ${tabletId}`;
}

async function listPartitions(
  asked: AskLeader,
  { databaseId, tableId }: TabletPlace,
): Promise<readonly PartitionRow[]> {
  return parsePartitionRows((await orNoAnswer(asked(showPartitions(databaseId, tableId)))) ?? []);
}

export interface LeftSearch {
  readonly tablets: readonly string[];
  /** Every table was searched: what is left beside these belongs to none. */
  readonly whole: boolean;
}

/** Table by table, where nobody else lists them; ends with the first that are enough. Those of dropped tables are not found. */
export async function searchLeft(
  asked: AskLeader,
  backendIds: readonly string[],
  deadline: number,
): Promise<LeftSearch> {
  const { tables, leftOut } = await readTables(asked, deadline);
  const found = new Set<string>();
  let whole = leftOut === 0;
  for (const { database, table } of tables) {
    if (found.size >= MOST_LEFT || Date.now() >= deadline || !isPlainName(database) || !isPlainName(table)) {
      whole = false;
      continue;
    }
    for (const backendId of backendIds) {
      const rows = parseTabletRows(
        (await orNoAnswer(asked(showTabletsOn(database, table, backendId, MOST_LEFT)))) ?? [],
      );
      for (const row of rows) if (row.backendId === backendId) found.add(row.tabletId);
    }
  }
  return { tablets: [...found].slice(0, MOST_LEFT), whole };
}
