import { type Answer, textRows } from '../answer.ts';
import type { Disk } from '../storage/catalog.ts';
import { formatBytes, formatShare } from '../storage/summarize-backend.ts';
import { noSuchPath, type ProcContext } from './proc-context.ts';

const COLUMNS = (
  'RootPath DataUsedCapacity OtherUsedCapacity AvailCapacity TotalCapacity TotalUsedPct State PathHash StorageMedium ' +
  'TabletNum DataTotalCapacity DataUsedPct'
).split(' ');

/** `/backends/<id>`, as read: a row for each of its disks. */
export function showDisks(context: ProcContext, backendId: string): Answer {
  const { metadata, storage } = context;
  const id = Number(backendId);
  if (!/^\d+$/.test(backendId)) return noSuchPath(context, `Invalid backend id format: ${backendId}`);
  if (!metadata.backends.some((backend) => backend.id === id)) {
    return noSuchPath(context, `Backend[${backendId}] does not exist.`);
  }
  return textRows(
    COLUMNS,
    storage.disksOf(id).map((disk) => describeDisk(context, disk)),
  );
}

function describeDisk({ storage }: ProcContext, disk: Disk): string[] {
  const data = storage.dataOn(disk);
  const available = Math.max(0, disk.capacity - disk.otherUsed - data);
  const tablets = storage.replicasOn(disk.backendId).filter(({ replica }) => replica.pathHash === disk.pathHash);
  const dataTotal = data + available;
  return [
    ...[disk.path, formatBytes(data), formatBytes(disk.capacity - available - data), formatBytes(available)],
    ...[
      formatBytes(disk.capacity),
      formatShare((disk.capacity - available) / Math.max(1, disk.capacity)),
      disk.state,
      disk.pathHash,
    ],
    ...[disk.medium, String(tablets.length), formatBytes(dataTotal), formatShare(data / Math.max(1, dataTotal))],
  ];
}
