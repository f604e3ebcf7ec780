import { type Answer, textRows } from '../answer.ts';
import { listBackends, noSuchPath, type ProcContext } from './proc-context.ts';

const COLUMNS =
  'BeId Cluster Available UsedCapacity Capacity UsedPercent ReplicaNum CapCoeff ReplCoeff Score Class'.split(' ');

/** `/cluster_balance/cluster_load_stat`, as read; recorded is only that without backends it is empty. Scores are made up. */
export function showLoad(context: ProcContext, medium: string | undefined): Answer {
  const { storage } = context;
  const backends = listBackends(context);
  const disks = backends.flatMap(({ id }) => storage.disksOf(id));
  const media = ['HDD', 'SSD'].filter((one) => disks.some((disk) => disk.medium === one));
  if (medium === undefined) {
    return textRows(
      ['StorageMedium'],
      media.map((one) => [one]),
    );
  }
  const wanted = medium.toUpperCase();
  if (wanted !== 'HDD' && wanted !== 'SSD') return noSuchPath(context, `no such storage medium: ${medium}`);
  const rows = backends.map(({ id, alive }) => {
    const own = disks.filter((disk) => disk.backendId === id && disk.medium === wanted);
    const capacity = own.reduce((sum, disk) => sum + disk.capacity, 0);
    const used = own.reduce((sum, disk) => sum + disk.otherUsed + storage.dataOn(disk), 0);
    const hashes = new Set(own.map(({ pathHash }) => pathHash));
    const replicas = storage.replicasOn(id).filter(({ replica }) => hashes.has(replica.pathHash)).length;
    const percent = capacity === 0 ? 0 : (used * 100) / capacity;
    return [
      ...[String(id), 'default_cluster', String(alive), String(used), String(capacity), percent.toFixed(3)],
      ...[String(replicas), '0.5', '0.5', '1.0', 'MID'],
    ];
  });
  return textRows(COLUMNS, rows);
}
