import { type Answer, failure, OK } from '../answer.ts';
import type { Partition, Table } from '../storage/catalog.ts';
import type { ClusterView } from '../storage/cluster-view.ts';
import { tooFewBackends } from '../storage/create-table.ts';
import type { Properties } from './data-statement.ts';

/** ALTER TABLE … SET: only numbers of replicas are known here. The scheduler then makes or removes copies (as read). */
export function alterTable(view: ClusterView, table: Table, properties: Properties): Answer {
  const ofAll = properties.get('replication_num');
  const ofNew = properties.get('default.replication_num');
  const wanted = ofAll ?? ofNew;
  if (wanted === undefined) return failure(`Unknown properties: [${[...properties.keys()].join(', ')}]`);
  const number = Number(wanted);
  const refused = refuseNumber(view, number);
  if (refused !== undefined) return refused;
  if (ofAll !== undefined && isPartitioned(table)) {
    return failure(
      "This is a range partitioned table, you should specify partitions with MODIFY PARTITION clause. If you want to set default replication number, please use 'default.replication_num' instead of 'replication_num' to escape misleading.",
    );
  }
  table.replicationNum = number;
  if (ofAll !== undefined) for (const partition of table.partitions) partition.replicationNum = number;
  return OK;
}

/** `(*)` are all of them. */
export function alterPartitions(
  view: ClusterView,
  table: Table,
  names: readonly string[],
  properties: Properties,
): Answer {
  const unknown = names.find((name) => name !== '*' && findPartition(table, name) === undefined);
  if (unknown !== undefined) return failure(`Partition[${unknown}] does not exist in table[${table.name}]`);
  const number = Number(properties.get('replication_num'));
  const refused = refuseNumber(view, number);
  if (refused !== undefined) return refused;
  const chosen = names.includes('*') ? table.partitions : table.partitions.filter(({ name }) => names.includes(name));
  for (const partition of chosen) partition.replicationNum = number;
  return OK;
}

/** As read: the same question as for a new table. */
function refuseNumber({ available }: ClusterView, number: number): Answer | undefined {
  if (!Number.isInteger(number) || number < 1) return failure('Replication num should larger than 0');
  return number > available.length ? tooFewBackends(available.map(({ id }) => id)) : undefined;
}

function findPartition({ partitions }: Table, name: string): Partition | undefined {
  return partitions.find((partition) => partition.name === name);
}

function isPartitioned({ name, partitions }: Table): boolean {
  return partitions.length !== 1 || partitions[0]?.name !== name;
}
