import { type Answer, type Cell, textRows } from './answer.ts';
import { formatTime } from './format-time.ts';
import type { Backend, Metadata } from './metadata.ts';
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

export function showBackends(world: World, { backends }: Metadata): Answer {
  return textRows(
    COLUMNS,
    backends.map((backend) => showBackend(world, backend)),
  );
}

export function showComputeNodes(): Answer {
  return textRows(COMPUTE_NODE_COLUMNS, []);
}

/** Of a backend that answers, only Alive, ErrMsg and StatusCode are recorded; its sizes are made up. */
function showBackend(world: World, backend: Backend): Cell[] {
  const { id, host, port, decommissioned, alive, startedAt, heartbeatAt, error } = backend;
  const wall = (time: number | null) => (time === null ? null : formatTime(world.options.wall(time)));
  const heard = startedAt !== null;
  const [bePort, httpPort, brpcPort] = heard ? ['9060', '8040', '8060'] : ['-1', '-1', '-1'];
  const report = JSON.stringify({ lastSuccessReportTabletsTime: heard ? wall(heartbeatAt) : 'N/A' });
  return [
    ...[String(id), host, String(port), bePort, httpPort, brpcPort, wall(startedAt), wall(heartbeatAt)],
    ...[String(alive), String(decommissioned), 'false', '0'],
    ...(heard ? ['0.000 B', '95.000 GB', '100.000 GB', '5.00 %', '5.00 %'] : EMPTY_DISKS),
    ...[error, heard ? VERSION : '', report, '0.000 B', '0.00 %'],
    ...(heard ? ['16', '57.600GB'] : ['0', '0.000B']),
    ...['0', '0.00 %', '0.0 %', 'N/A', ''],
    alive ? 'OK' : error === '' ? 'CONNECTING' : 'DISCONNECTED',
  ];
}

const EMPTY_DISKS = ['0.000 B', '1.000 B', '0.000 B', '0.00 %', '0.00 %'];
