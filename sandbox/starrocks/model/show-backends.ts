import { type Answer, type Cell, textRows } from './answer.ts';
import { formatTime } from './format-time.ts';
import type { Backend, Metadata } from './metadata.ts';
import type { Process } from './process.ts';
import type { Storage } from './storage/storage.ts';
import { type BackendSummary, formatBytes, formatShare, summarizeBackend } from './storage/summarize-backend.ts';
import { syncDisks } from './storage/sync-disks.ts';
import { VERSION, type World } from './world.ts';

const COLUMNS = (
  'BackendId IP HeartbeatPort BePort HttpPort BrpcPort LastStartTime LastHeartbeat Alive SystemDecommissioned ' +
  'ClusterDecommissioned TabletNum DataUsedCapacity AvailCapacity TotalCapacity UsedPct MaxDiskUsedPct ErrMsg Version Status ' +
  'DataTotalCapacity DataUsedPct CpuCores MemLimit NumRunningQueries MemUsedPct CpuUsedPct DataCacheMetrics Location StatusCode'
).split(' ');

const COMPUTE_NODE_COLUMNS = (
  'ComputeNodeId IP HeartbeatPort BePort HttpPort BrpcPort LastStartTime LastHeartbeat Alive SystemDecommissioned ' +
  'ClusterDecommissioned ErrMsg Version CpuCores MemLimit NumRunningQueries MemUsedPct CpuUsedPct DataCacheMetrics ' +
  'HasStoragePath StatusCode'
).split(' ');

/** As seen by this frontend, whose metadata may be old. */
export function showBackends(world: World, process: Process): Answer {
  const storage = syncDisks(world, process);
  const { backends, runMode } = world.metadataOf(process);
  const shared = runMode === 'shared_data';
  return textRows(
    shared ? [...COLUMNS, ...WORKER_COLUMNS] : COLUMNS,
    sorted(backends, 'be').map((backend) => [
      ...showBackend(world, storage, backend, shared),
      ...(shared ? showWorker(backend) : []),
    ]),
  );
}

export function showComputeNodes(world: World, { backends, runMode }: Metadata): Answer {
  const shared = runMode === 'shared_data';
  return textRows(
    shared ? [...COMPUTE_NODE_COLUMNS, ...WORKER_COLUMNS, 'TabletNum'] : COMPUTE_NODE_COLUMNS,
    sorted(backends, 'cn').map((node) => [
      ...showComputeNode(world, node, shared),
      ...(shared ? [...showWorker(node), countShards(node)] : []),
    ]),
  );
}

/** As read of 3.3 and later: what a shared-data cluster has behind the other columns. */
const WORKER_COLUMNS = ['StarletPort', 'WorkerId', 'WarehouseName'];

function showWorker({ id, heartbeatAt }: Backend): Cell[] {
  return [heartbeatAt === null ? '0' : '9070', String(id), 'default_warehouse'];
}

/** As read: of a shared-data cluster TabletNum counts what is assigned to a worker that lives, which is no data of its own. */
function countShards({ alive }: Backend): string {
  return alive ? '12' : '0';
}

/** Recorded: by host as text, then by port. */
function sorted(backends: readonly Backend[], kind: Backend['kind']): Backend[] {
  return backends
    .filter((backend) => backend.kind === kind)
    .sort((a, b) => (a.host === b.host ? a.port - b.port : a.host < b.host ? -1 : 1));
}

/** Of one that answers, TabletNum, Alive, ErrMsg and StatusCode are recorded; its sizes are of the sandbox's disks. */
function showBackend(world: World, storage: Storage, backend: Backend, shared: boolean): Cell[] {
  const { decommissioned, alive, error, status, heartbeatAt } = backend;
  const heard = heartbeatAt !== null;
  const disks = summarizeBackend(storage, backend);
  const data = disks.dataUsed + disks.available;
  const report = JSON.stringify({ lastSuccessReportTabletsTime: wallTime(world, heartbeatAt) ?? 'N/A' });
  return [
    ...showAddress(world, backend),
    ...[String(alive), String(decommissioned), 'false', shared ? countShards(backend) : String(disks.tablets)],
    ...(disks.total > 0 ? showDisks(disks) : EMPTY_DISKS),
    ...[error, heard ? VERSION : '', report, formatBytes(data), formatShare(data > 0 ? disks.dataUsed / data : 0)],
    ...(heard ? CORES : NO_CORES),
    ...['0', '0.00 %', '0.0 %', 'N/A', ''],
    status,
  ];
}

function showComputeNode(world: World, node: Backend, shared: boolean): Cell[] {
  const { decommissioned, alive, error, status, heartbeatAt } = node;
  const heard = heartbeatAt !== null;
  return [
    ...showAddress(world, node),
    ...[String(alive), String(decommissioned), 'false', error, heard ? VERSION : ''],
    ...(heard ? CORES : NO_CORES),
    // As read: whether it has a storage path is only asked in shared-data clusters.
    ...['0', '0.00 %', '0.0 %', 'N/A', String(shared && heard), status],
  ];
}

function showDisks({ dataUsed, available, total, used, mostUsed }: BackendSummary): Cell[] {
  return [formatBytes(dataUsed), formatBytes(available), formatBytes(total), formatShare(used), formatShare(mostUsed)];
}

function showAddress(world: World, { id, host, port, ports, startedAt, heartbeatAt }: Backend): Cell[] {
  const { be = -1, http = -1, brpc = -1 } = ports ?? {};
  return [
    ...[String(id), host, String(port), String(be), String(http), String(brpc)],
    ...[wallTime(world, startedAt), wallTime(world, heartbeatAt)],
  ];
}

function wallTime(world: World, time: number | null): string | null {
  return time === null ? null : formatTime(world.options.wall(time));
}

const EMPTY_DISKS = ['0.000 B', '1.000 B', '0.000 B', '0.00 %', '0.00 %'];
const CORES = ['16', '57.600GB'];
const NO_CORES = ['0', '0.000B'];
