import { type Answer, textRows } from '../answer.ts';
import type { ColocateGroup } from '../storage/catalog.ts';
import type { Storage } from '../storage/storage.ts';
import { noSuchPath, type ProcContext } from './proc-context.ts';

const COLUMNS = [
  ...['GroupId', 'GroupName', 'TableIds', 'TableNames'],
  ...['BucketsNum', 'ReplicationNum', 'DistCols', 'IsStable'],
];

/** `/colocation_group` and `/colocation_group/<database id>.<id>`, as read. */
export function showColocation(context: ProcContext, id: string | undefined): Answer {
  const { storage } = context;
  if (id === undefined) {
    return textRows(
      COLUMNS,
      storage.groups.map((group) => describeGroup(storage, group)),
    );
  }
  if (!/^\d+\.\d+$/.test(id)) return noSuchPath(context, `Invalid group id: ${id}`);
  const buckets = storage.groups.find((group) => group.id === id)?.backendIds ?? [];
  return textRows(
    ['BucketIndex', 'BackendIds'],
    buckets.map((backendIds, index) => [String(index), backendIds.join(', ')]),
  );
}

/** A table in the recycle bin stays in its group, marked. */
function describeGroup(storage: Storage, group: ColocateGroup): string[] {
  const tables = storage.tables();
  const members = [...group.tableIds].map((id) => {
    const table = tables.find((one) => one.id === id);
    return table === undefined ? { id: `${id}*`, name: '[deleted]' } : { id: String(id), name: table.name };
  });
  const { id, databaseId, name, buckets, replicationNum, stable } = group;
  return [
    ...[
      id,
      `${databaseId}_${name}`,
      members.map((one) => one.id).join(', '),
      members.map((one) => one.name).join(', '),
    ],
    ...[String(buckets), String(replicationNum), 'int(11)', String(stable)],
  ];
}
