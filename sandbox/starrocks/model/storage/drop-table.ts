import type { Database, Table } from './catalog.ts';
import type { Storage } from './storage.ts';

/** Without FORCE its tablets go on living in the recycle bin, and move like any other (recorded on 3.5.7). */
export function dropTable(storage: Storage, table: Table, force: boolean, now: number): void {
  remove(table.database.tables, table);
  if (force) storage.eraseTable(table);
  else storage.recycleBin.push({ table, droppedAt: now });
}

export function dropDatabase(storage: Storage, database: Database, force: boolean, now: number): void {
  for (const table of [...database.tables]) dropTable(storage, table, force, now);
  remove(storage.databases, database);
}

/** The one that was dropped last. */
export function recoverTable(storage: Storage, database: Database, name: string): Table | undefined {
  const found = storage.recycleBin.findLast(({ table }) => table.database === database && table.name === name);
  if (found === undefined) return undefined;
  remove(storage.recycleBin, found);
  database.tables.push(found.table);
  return found.table;
}

/** What has been in the bin for longer than that is gone for good. */
export function emptyRecycleBin(storage: Storage, now: number, expireMs: number): void {
  for (const recycled of [...storage.recycleBin]) {
    if (now - recycled.droppedAt < expireMs) continue;
    remove(storage.recycleBin, recycled);
    storage.eraseTable(recycled.table);
  }
}

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
