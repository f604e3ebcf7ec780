import type { Answer } from '../answer.ts';
import type { Session } from '../session.ts';
import type { Database, Table } from '../storage/catalog.ts';
import { isRefusal } from '../storage/create-table.ts';
import type { Storage } from '../storage/storage.ts';
import { NO_DATABASE, unknownDatabase, unknownTable } from './data-errors.ts';
import type { TableName } from './data-statement.ts';

/** What was named, or what the product says to a name that there is not. */
export function findDatabase(storage: Storage, session: Session, name: string | undefined): Database | Answer {
  const wanted = name ?? session.database;
  if (wanted === undefined) return NO_DATABASE;
  return storage.findDatabase(wanted) ?? unknownDatabase(wanted);
}

export function findTable(storage: Storage, session: Session, { database, table }: TableName): Table | Answer {
  const found = findDatabase(storage, session, database);
  if (isRefusal(found)) return found;
  return found.tables.find(({ name }) => name === table) ?? unknownTable(`${found.name}.${table}`);
}
