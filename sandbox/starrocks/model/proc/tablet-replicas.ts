import { type Answer, textRows } from '../answer.ts';
import type { Tablet } from '../storage/catalog.ts';
import type { ProcContext } from './proc-context.ts';

const COLUMNS = (
  'ReplicaId BackendId Version VersionHash LstSuccessVersion LstSuccessVersionHash LstFailedVersion LstFailedVersionHash ' +
  'LstFailedTime SchemaHash DataSize RowCount State IsBad IsSetBadForce VersionCount PathHash MetaUrl CompactionStatus ' +
  'IsErrorState'
).split(' ');

/** Where SHOW TABLET <id> points to. As read: sizes are in bytes here. */
export function showTabletReplicas({ metadata }: ProcContext, tablet: Tablet | undefined): Answer {
  const rows = (tablet?.replicas ?? []).map((replica) => {
    const { id, backendId, version, lastFailedVersion, state, bad, pathHash } = replica;
    const backend = metadata.backends.find((one) => one.id === backendId);
    const url = (rest: string) =>
      backend === undefined ? 'N/A' : `http://${backend.host}:${backend.ports?.http ?? -1}/api/${rest}`;
    return [
      ...[id, backendId, version, 0, version, 0, lastFailedVersion, 0].map(String),
      ...[null, '-1', String(tablet?.bytes), String(tablet?.rows), state, String(bad), String(bad), '1', pathHash],
      ...[url(`meta/header/${tablet?.id}`), url(`compaction/show?tablet_id=${tablet?.id}&schema_hash=-1`), 'false'],
    ];
  });
  return textRows(COLUMNS, rows);
}
