import type { Backend } from '../metadata.ts';
import type { Medium, Partition, Replica, Table, Tablet } from './catalog.ts';
import type { ClusterView } from './cluster-view.ts';
import type { Storage } from './storage.ts';

/**
 * Backends for the replicas of one new tablet: one per host, in turn (as read), with a disk of the medium where there are
 * enough of these. Undefined: there are not enough hosts.
 */
export function chooseBackends(view: ClusterView, count: number, medium: Medium): number[] | undefined {
  const { storage, available } = view;
  const having = available.filter(({ id }) => storage.disksOf(id).some((disk) => disk.medium === medium));
  return inTurn(view, having, count, medium) ?? inTurn(view, available, count, medium);
}

function inTurn({ storage }: ClusterView, among: readonly Backend[], count: number, medium: Medium) {
  const sorted = [...among].sort((a, b) => a.id - b.id);
  const from = storage.nextBackend.get(medium) ?? 0;
  const chosen: Backend[] = [];
  let passed = 0;
  for (; passed < sorted.length && chosen.length < count; passed++) {
    const backend = sorted[(from + passed) % sorted.length];
    if (backend !== undefined && !chosen.some(({ host }) => host === backend.host)) chosen.push(backend);
  }
  if (chosen.length < count) return undefined;
  storage.nextBackend.set(medium, (from + passed) % sorted.length);
  return chosen.map(({ id }) => id);
}

export function makePartition(storage: Storage, table: Table, medium: Medium): Partition {
  const { name, replicationNum } = table;
  const partition: Partition = {
    id: storage.nextId(),
    name,
    table,
    tablets: [],
    replicationNum,
    medium,
    visibleVersion: 1,
  };
  table.partitions.push(partition);
  return partition;
}

export function placeTablet(storage: Storage, partition: Partition, backendIds: readonly number[]): Tablet {
  const tablet: Tablet = { id: storage.nextId(), partition, replicas: [], bytes: 0, rows: 0 };
  storage.addTablet(tablet);
  for (const backendId of backendIds) storage.addReplica(tablet, makeReplica(storage, partition, backendId));
  return tablet;
}

function makeReplica(storage: Storage, { visibleVersion, medium }: Partition, backendId: number): Replica {
  const disks = [...storage.disksOf(backendId)].sort((a, b) => storage.dataOn(a) - storage.dataOn(b));
  const disk = disks.find((one) => one.medium === medium) ?? disks[0];
  return {
    id: storage.nextId(),
    backendId,
    pathHash: disk?.pathHash ?? '-1',
    version: visibleVersion,
    lastFailedVersion: -1,
    state: 'NORMAL',
    bad: false,
    watermarkTxnId: -1,
  };
}
