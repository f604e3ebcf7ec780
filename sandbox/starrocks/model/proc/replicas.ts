import type { Cell } from '../answer.ts';
import { formatShortBytes } from './format-short-bytes.ts';
import type { Replica, Tablet } from '../storage/catalog.ts';
import type { ProcContext } from './proc-context.ts';

/** As read: SHOW TABLET FROM has the same columns. */
export const REPLICA_OF_INDEX = (
  'TabletId ReplicaId BackendId SchemaHash Version VersionHash LstSuccessVersion LstSuccessVersionHash LstFailedVersion ' +
  'LstFailedVersionHash LstFailedTime DataSize RowCount State LstConsistencyCheckTime CheckVersion CheckVersionHash ' +
  'VersionCount PathHash MetaUrl CompactionStatus DiskRootPath IsConsistent Checksum'
).split(' ');

export interface ReplicaFilter {
  readonly backendId?: number;
  readonly version?: number;
  readonly state?: string;
}

/** A row for each replica, in the order of tablets and replicas; of a tablet that has none one that says so. */
export function listReplicas(context: ProcContext, tablets: readonly Tablet[], filter: ReplicaFilter = {}): Cell[][] {
  return [...tablets]
    .sort((a, b) => a.id - b.id)
    .flatMap((tablet) => {
      if (tablet.replicas.length === 0) return [withoutReplica(tablet)];
      return [...tablet.replicas]
        .sort((a, b) => a.id - b.id)
        .filter((replica) => fits(replica, filter))
        .map((replica) => describeReplica(context, tablet, replica));
    });
}

function fits({ backendId, version, state }: Replica, filter: ReplicaFilter): boolean {
  return (
    (filter.backendId ?? backendId) === backendId &&
    (filter.version ?? version) === version &&
    (filter.state ?? state) === state
  );
}

function describeReplica(context: ProcContext, tablet: Tablet, replica: Replica): Cell[] {
  const { metadata, storage } = context;
  const { backendId, pathHash, version, lastFailedVersion } = replica;
  const backend = metadata.backends.find(({ id }) => id === backendId);
  const disk = storage.disksOf(backendId).find((one) => one.pathHash === pathHash);
  const api = backend === undefined ? undefined : `http://${backend.host}:${backend.ports?.http ?? -1}/api`;
  return [
    ...[tablet.id, replica.id, backendId, -1, version, 0, version, 0, lastFailedVersion, 0].map(String),
    ...[null, formatShortBytes(tablet.bytes), String(tablet.rows), replica.state, null, '-1', '0', '1', pathHash],
    api === undefined ? 'N/A' : `${api}/meta/header/${tablet.id}`,
    api === undefined ? 'N/A' : `${api}/compaction/show?tablet_id=${tablet.id}`,
    ...[disk?.path ?? 'N/A', 'true', '-1'],
  ];
}

function withoutReplica({ id }: Tablet): Cell[] {
  const numbers = [id, -1, -1, -1, -1, 0, -1, 0, -1, 0, -1, -1, -1].map(String);
  return [...numbers, null, '-1', '-1', '0', '-1', '-1', null, null, null, 'true', '-1'];
}
