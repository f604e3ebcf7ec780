import { analyzing, type Answer, type Cell, textRows } from '../answer.ts';
import type { Backend, Metadata } from '../metadata.ts';
import type { Partition, Replica, Table, Tablet } from '../storage/catalog.ts';
import type { StatusFilter } from './data-statement.ts';

const COLUMNS = (
  'TabletId ReplicaId BackendId Version LastFailedVersion LastSuccessVersion CommittedVersion SchemaHash VersionNum IsBad ' +
  'IsSetBadForce State Status'
).split(' ');

const STATUSES: readonly string[] = ['OK', 'DEAD', 'VERSION_ERROR', 'MISSING', 'SCHEMA_ERROR', 'BAD'];

/** ADMIN SHOW REPLICA STATUS, as read. */
export function showReplicaStatus(
  metadata: Metadata,
  partitions: readonly Partition[],
  where: StatusFilter | undefined,
): Answer {
  if (where !== undefined && !STATUSES.includes(where.status)) {
    return analyzing(
      'Where clause should looks like: status =/!= "OK/DEAD/VERSION_ERROR/SCHEMA_ERROR/MISSING" or compound predicate with operator AND',
    );
  }
  const wanted = (status: string) => where === undefined || (where.status === status) === where.equal;
  const rows = partitions.flatMap((partition) =>
    partition.tablets.flatMap((tablet) => [
      ...tablet.replicas
        .map((replica) => ({ replica, status: judgeReplica(metadata, partition, replica) }))
        .filter(({ status }) => wanted(status))
        .map(({ replica, status }) => describe(partition, tablet, replica, status)),
      ...(wanted('MISSING') ? missing(partition, tablet) : []),
    ]),
  );
  return textRows(COLUMNS, rows);
}

/** A decommissioned backend is not available, so what is on it is DEAD here although it serves. */
function judgeReplica({ backends }: Metadata, { visibleVersion }: Partition, replica: Replica): string {
  const backend: Backend | undefined = backends.find(({ id }) => id === replica.backendId);
  if (backend === undefined || !backend.alive || backend.decommissioned || replica.bad) return 'DEAD';
  if (replica.version < visibleVersion || replica.lastFailedVersion > 0) return 'VERSION_ERROR';
  return 'OK';
}

function describe({ visibleVersion }: Partition, tablet: Tablet, replica: Replica, status: string): Cell[] {
  const { id, backendId, version, lastFailedVersion, bad, state } = replica;
  return [
    ...[tablet.id, id, backendId, version, lastFailedVersion, version, visibleVersion, -1, 1].map(String),
    ...[String(bad), String(bad), state, status],
  ];
}

/** Two values short of the columns, as the product writes them (as read, 3.5). */
function missing({ replicationNum }: Partition, { id, replicas }: Tablet): Cell[][] {
  const count = Math.max(0, replicationNum - replicas.length);
  const row = [String(id), ...Array.from({ length: 7 }, () => '-1'), null, null, 'MISSING'];
  return Array.from({ length: count }, () => row);
}

/** ADMIN SHOW REPLICA DISTRIBUTION, as read: of every backend, dead ones too. */
export function showReplicaDistribution({ backends }: Metadata, partitions: readonly Partition[]): Answer {
  const ids = backends
    .filter(({ kind }) => kind === 'be')
    .map(({ id }) => id)
    .sort((a, b) => a - b);
  const replicas = partitions.flatMap(({ tablets }) => tablets.flatMap((tablet) => tablet.replicas));
  const counted = ids.map((id) => replicas.filter(({ backendId }) => backendId === id).length);
  const total = counted.reduce((sum, count) => sum + count, 0);
  const rows = ids.map((id, index) => {
    const count = counted[index] ?? 0;
    const bar = total === 0 ? 0 : Math.ceil((count * ids.length) / total);
    return [String(id), String(count), '>'.repeat(bar), percent(count, total)];
  });
  return textRows(['BackendId', 'ReplicaNum', 'Graph', 'Percent'], rows);
}

/** `##.00 %`: nothing before the point for less than one. */
function percent(count: number, total: number): string {
  if (total === 0) return 'NaN';
  return `${((count * 100) / total).toFixed(2).replace(/^0\./, '.')} %`;
}

/** The partitions that are named, or all. The first name that there is not, if any. */
export function choosePartitions(table: Table, names: readonly string[]): readonly Partition[] | string {
  const unknown = names.find((name) => !table.partitions.some((partition) => partition.name === name));
  if (unknown !== undefined) return unknown;
  return names.length === 0 ? table.partitions : table.partitions.filter(({ name }) => names.includes(name));
}
