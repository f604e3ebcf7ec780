import { MusterError } from '../../error.ts';

/**
 * What is read about data. SHOW PROC answers of the frontend that is asked, except below `cluster_balance` and `transactions`
 * (as read): it is put to the leader itself. All of these take the lock of a database for as long as they list it, so they
 * are for gates and diagnoses, and never for a loop.
 */
export const SHOW_DATABASES_BY_ID = "SHOW PROC '/dbs'";
export const SHOW_STATISTIC = "SHOW PROC '/statistic'";
export const SHOW_COLOCATION = "SHOW PROC '/colocation_group'";
export const SHOW_BALANCE = "SHOW PROC '/cluster_balance'";
export const SHOW_TRANSACTION_DATABASES = "SHOW PROC '/transactions'";

export function showTables(databaseId: string): string {
  return `SHOW PROC '/dbs/${id(databaseId)}'`;
}

export function showPartitions(databaseId: string, tableId: string): string {
  return `SHOW PROC '/dbs/${id(databaseId)}/${id(tableId)}/partitions'`;
}

export function showDisks(backendId: string): string {
  return `SHOW PROC '/backends/${id(backendId)}'`;
}

export function showUnhealthyTablets(databaseId: string): string {
  return `SHOW PROC '/statistic/${id(databaseId)}'`;
}

export function showRunningTransactions(databaseId: string): string {
  return `SHOW PROC '/transactions/${id(databaseId)}/running'`;
}

export function showSchedule(queue: 'pending' | 'running' | 'history'): string {
  return `SHOW PROC '/cluster_balance/${queue}_tablets'`;
}

/** Where a tablet belongs. */
export function showTablet(tabletId: string): string {
  return `SHOW TABLET ${id(tabletId)}`;
}

/** What `DetailCmd` of SHOW TABLET says: every replica of one tablet. */
export function showTabletReplicas(place: TabletIds, tabletId: string): string {
  const { databaseId, tableId, partitionId, indexId } = place;
  return `SHOW PROC '/dbs/${id(databaseId)}/${id(tableId)}/partitions/${id(partitionId)}/${id(indexId)}/${id(tabletId)}'`;
}

interface TabletIds {
  readonly databaseId: string;
  readonly tableId: string;
  readonly partitionId: string;
  readonly indexId: string;
}

/** Some replicas of a table that are on one backend. */
export function showTabletsOn(database: string, table: string, backendId: string, most: number): string {
  return `SHOW TABLET FROM ${quoteName(database)}.${quoteName(table)} WHERE BackendId = ${id(backendId)} LIMIT ${most}`;
}

/** All replicas of a table, with their versions and sizes. */
export function showTablets(database: string, table: string): string {
  return `SHOW TABLET FROM ${quoteName(database)}.${quoteName(table)}`;
}

/**
 * Every replica that exists, with what is wrong with it. Rows about missing ones have two columns less than the answer says
 * it has (as read in MetadataViewer), which no client can parse: they are left out. It knows no materialized view (as read there).
 */
export function showReplicas(database: string, table: string): string {
  return `ADMIN SHOW REPLICA STATUS FROM ${quoteName(database)}.${quoteName(table)} WHERE STATUS != "MISSING"`;
}

/** Of the frontend that is asked: only the leader's values count for the scheduler. */
export function showKnobs(
  pattern: '%tablet_sched%' | '%drop_backend%' | '%storage_usage%' | '%catalog_trash%',
): string {
  return `ADMIN SHOW FRONTEND CONFIG LIKE '${pattern}'`;
}

/** Whether the name of a database or table may be put into a statement: letters of any script, no quote, no control character. */
export function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}_$#@. -]{1,256}$/u.test(name);
}

function quoteName(name: string): string {
  if (!isPlainName(name)) throw new MusterError('BAD_INPUT', `Not a plain name: ${JSON.stringify(name.slice(0, 80))}`);
  return `\`${name}\``;
}

function id(text: string): string {
  if (/^\d{1,20}$/.test(text)) return text;
  throw new MusterError('BAD_INPUT', `Not an id: ${JSON.stringify(text.slice(0, 40))}`);
}
