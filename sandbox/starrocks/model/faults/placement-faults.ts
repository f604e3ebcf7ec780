import { viewCluster } from '../storage/cluster-view.ts';
import type { Table } from '../storage/catalog.ts';
import type { Storage } from '../storage/storage.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import { type InjectFault, onePerHost } from './fault-context.ts';
import { placeTable } from './place-table.ts';
import { addSecondBackend } from './second-backend.ts';

/**
 * A table with as many replicas as there are hosts. It is one of the product's own statistics, which the statement's check
 * leaves out (recorded), so a drain begins and cannot end until there is another host.
 */
export const fewHosts: InjectFault = (context) => {
  const { world, view, leaving } = context;
  const table = placeTable(view.storage, {
    database: '_statistics_',
    name: 'column_statistics',
    backends: onePerHost(context),
  });
  return (leader) => wantFewer(world, leader, view.storage, table, new Set(leaving.map(({ host }) => host)));
};

/** As many as there are hosts for them, without those that are to leave, whether they drain by now or not. */
function wantFewer(world: World, leader: Process, storage: Storage, table: Table, leaving: ReadonlySet<string>): void {
  if (!storage.allTables().includes(table)) return;
  const stay = viewCluster(world, leader).available.filter(({ host }) => !leaving.has(host));
  const hosts = new Set(stay.map(({ host }) => host)).size;
  table.replicationNum = Math.max(1, Math.min(table.replicationNum, hosts));
  for (const partition of table.partitions) partition.replicationNum = table.replicationNum;
}

/** The statement's check counts backends, a clone looks for another host (as read). */
export const sameHost: InjectFault = (context) => {
  const cure = addSecond(context);
  placeTable(context.view.storage, { name: 'same_host', backends: onePerHost(context) });
  return cure;
};

export const colocateStuck: InjectFault = (context) => {
  const cure = addSecond(context);
  placeTable(context.view.storage, { name: 'colocated', colocateWith: 'stuck', backends: onePerHost(context) });
  return cure;
};

/** For each that goes one more of those that stay has company. */
function addSecond({ world, leader, leaving, staying }: Parameters<InjectFault>[0]) {
  if (staying.length === 0) throw new Error('no backend is there to have company on its host');
  const count = Math.max(1, leaving.length);
  const cures = staying.slice(0, count).map((backend) => addSecondBackend(world, leader, backend));
  return (current: Process) => {
    for (const cure of cures) cure(current);
  };
}
