import type { Reply } from '../alter-frontends.ts';
import { type Answer, failure, OK } from '../answer.ts';
import { writeJournal } from '../journal.ts';
import type { Process } from '../process.ts';
import type { Session } from '../session.ts';
import { viewCluster } from '../storage/cluster-view.ts';
import { createDatabase, createTable, isRefusal } from '../storage/create-table.ts';
import { dropDatabase, dropTable, recoverTable } from '../storage/drop-table.ts';
import { TIMELINE } from '../timeline.ts';
import type { World } from '../world.ts';
import { alterPartitions, alterTable } from './alter-table.ts';
import { tableExists, unknownTable } from './data-errors.ts';
import type { DataChange } from './data-statement.ts';
import { findDatabase, findTable } from './find-table.ts';
import { insertRows } from './insert-rows.ts';
import { setReplicaStatus } from './set-replica-status.ts';

/** As read: a shared-data cluster needs object storage before it can have a table, and the sandbox has none. */
export const NO_VOLUME = 'Default storage volume not exists, it should be created first';

/** On the leader, through its journal. */
export function changeData(world: World, leader: Process, session: Session, change: DataChange, reply: Reply): void {
  writeJournal(
    world,
    leader,
    (metadata) => metadata,
    () => {
      const answer = apply(world, leader, session, change);
      world.afterOn(leader, TIMELINE.alter, () => reply(answer));
    },
  );
}

function apply(world: World, leader: Process, session: Session, change: DataChange): Answer {
  const view = viewCluster(world, leader);
  const { storage } = view;
  switch (change.kind) {
    case 'create-database': {
      const made = createDatabase(storage, change.name);
      return isRefusal(made) && !change.ifNotExists ? made : OK;
    }
    case 'drop-database': {
      const { name, ifExists, force } = change;
      const database = storage.findDatabase(name);
      if (database !== undefined) dropDatabase(storage, database, force, world.now);
      return database !== undefined || ifExists
        ? OK
        : failure(`Can't drop database '${name}'; database doesn't exist`, 1008);
    }
    case 'create-table': {
      const { of, ifNotExists, spec } = change;
      if (world.metadataOf(leader).runMode === 'shared_data') return failure(NO_VOLUME);
      const database = findDatabase(storage, session, of.database);
      if (isRefusal(database)) return database;
      if (ifNotExists && database.tables.some(({ name }) => name === of.table)) return OK;
      const made = createTable(view, database, { name: of.table, ...spec });
      return isRefusal(made) ? made : OK;
    }
    case 'drop-table': {
      const table = findTable(storage, session, change.of);
      if (isRefusal(table)) return change.ifExists ? OK : table;
      dropTable(storage, table, change.force, world.now);
      return OK;
    }
    case 'recover-table': {
      const database = findDatabase(storage, session, change.of.database);
      if (isRefusal(database)) return database;
      const { table: name } = change.of;
      // As read: a table that was made anew meanwhile has to go first.
      if (database.tables.some((table) => table.name === name)) return tableExists(name);
      return recoverTable(storage, database, name) === undefined ? unknownTable(name) : OK;
    }
    case 'alter-table': {
      const table = findTable(storage, session, change.of);
      return isRefusal(table) ? table : alterTable(view, table, change.properties);
    }
    case 'alter-partition': {
      const table = findTable(storage, session, change.of);
      return isRefusal(table) ? table : alterPartitions(view, table, change.partitions, change.properties);
    }
    case 'insert': {
      const table = findTable(storage, session, change.of);
      return isRefusal(table) ? table : insertRows(view, table, change.rows);
    }
    case 'set-replica-status':
      return setReplicaStatus(storage, change.properties);
  }
}
