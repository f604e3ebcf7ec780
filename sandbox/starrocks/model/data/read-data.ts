import { analyzing, type Answer, textRows } from '../answer.ts';
import { listPartitions } from '../proc/databases.ts';
import { openProc } from '../proc/proc-context.ts';
import type { Process } from '../process.ts';
import type { Session } from '../session.ts';
import type { Table } from '../storage/catalog.ts';
import { isRefusal } from '../storage/create-table.ts';
import type { World } from '../world.ts';
import type { DataRead, TableName } from './data-statement.ts';
import { findDatabase, findTable } from './find-table.ts';
import { choosePartitions, showReplicaDistribution, showReplicaStatus } from './replica-status.ts';
import { showDatabaseData, showTableData } from './show-data.ts';
import { showTablet, showTablets } from './show-tablet.ts';

/** From the own copy of whichever frontend is asked. */
export function readData(world: World, process: Process, session: Session, read: DataRead): Answer {
  const context = openProc(world, process, '');
  const { storage, metadata } = context;
  switch (read.kind) {
    case 'show-tables': {
      const database = findDatabase(storage, session, read.database);
      if (isRefusal(database)) return database;
      const names = database.tables.map(({ name }) => name).sort();
      return textRows(
        [`Tables_in_${database.name}`],
        names.map((name) => [name]),
      );
    }
    case 'show-partitions': {
      const table = findTable(storage, session, read.of);
      return isRefusal(table) ? table : listPartitions(context, table);
    }
    case 'show-tablet':
      return showTablet(context, read.tabletId);
    case 'show-tablets': {
      const table = findTable(storage, session, read.of);
      return isRefusal(table) ? table : showTablets(context, table, read.filter);
    }
    case 'show-data': {
      if (read.of !== undefined) {
        const table = findTable(storage, session, read.of);
        return isRefusal(table) ? table : showTableData(table);
      }
      const database = findDatabase(storage, session, undefined);
      if (read.database === undefined) return isRefusal(database) ? database : showDatabaseData(database);
      const table = findTable(storage, session, { database: undefined, table: read.database });
      return isRefusal(table) ? table : showTableData(table);
    }
    case 'replica-status':
    case 'replica-distribution': {
      const table = findForAdmin(storage.findDatabase.bind(storage), session, read.of);
      if (isRefusal(table)) return table;
      const partitions = choosePartitions(table, read.partitions);
      if (typeof partitions === 'string') return analyzing(`Partition does not exist: ${partitions}`);
      return read.kind === 'replica-status'
        ? showReplicaStatus(metadata, partitions, read.where)
        : showReplicaDistribution(metadata, partitions);
    }
  }
}

/** ADMIN statements have words of their own (as read, sic). */
function findForAdmin(
  find: (name: string) => { readonly tables: readonly Table[] } | undefined,
  session: Session,
  { database, table }: TableName,
): Table | Answer {
  const name = database ?? session.database;
  if (name === undefined) return analyzing('No database selected');
  const found = find(name);
  if (found === undefined) return analyzing(`Database ${name} does not exsit`);
  const known = found.tables.find((one) => one.name === table);
  return known ?? analyzing(`Table does not exist or is not OLAP table: ${table}`);
}
