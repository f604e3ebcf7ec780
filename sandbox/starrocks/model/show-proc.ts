import { type Answer, failure, textRows } from './answer.ts';

import type { Process } from './process.ts';
import { showBackends, showComputeNodes } from './show-backends.ts';
import { showFrontends } from './show-frontends.ts';
import type { World } from './world.ts';

const ROOT = [
  'brokers',
  'frontends',
  'routine_loads',
  'catalog',
  'colocation_group',
  'cluster_balance',
  'load_error_hub',
  'meta_recovery',
  'global_current_queries',
  'tasks',
  'compute_nodes',
  'statistic',
  'jobs',
  'warehouses',
  'resources',
  'monitor',
  'transactions',
  'backends',
  'current_queries',
  'stream_loads',
  'replications',
  'dbs',
  'current_backend_instances',
  'historical_nodes',
  'compactions',
];

const STATISTIC = [
  'DbId',
  'DbName',
  'TableNum',
  'PartitionNum',
  'IndexNum',
  'TabletNum',
  'ReplicaNum',
  'UnhealthyTabletNum',
  'InconsistentTabletNum',
  'CloningTabletNum',
  'ErrorStateTabletNum',
];

const DATABASES = [
  ['1', 'information_schema'],
  ['100', 'sys'],
];

const BALANCE = [
  ['balance_stat', '1'],
  ['cluster_load_stat', '1'],
  ['working_slots', '0'],
  ['sched_stat', '1'],
  ['priority_repair', '0'],
  ['pending_tablets', '0'],
  ['running_tablets', '0'],
  ['history_tablets', '0'],
  ['all_tablets', '0'],
];

/** A cluster without data, as recorded; the scheduler's counters stand still here. */
const SCHEDULER_STATE = [
  ['num of tablet check round', '2', '0'],
  ['cost of tablet check(ms)', '0', '0'],
  ['num of tablet checked in tablet checker', '0', '0'],
  ['num of unhealthy tablet checked in tablet checker', '0', '0'],
  ['num of tablet being added to tablet scheduler', '0', '0'],
  ['num of tablet schedule round', '20', '19'],
  ['cost of tablet schedule(ms)', '25', '1'],
  ['num of tablet being scheduled', '0', '0'],
  ['num of tablet being scheduled succeeded', '0', '0'],
  ['num of tablet being scheduled failed', '0', '0'],
  ['num of tablet being scheduled discard', '0', '0'],
  ['num of tablet priority upgraded', '0', '0'],
  ['num of clone task', '0', '0'],
  ['num of clone task succeeded', '0', '0'],
  ['num of clone task failed', '0', '0'],
  ['num of clone task timeout', '0', '0'],
  ['copy bytes of inter-node clone task', '0', '0'],
  ['copy bytes of intra-node clone task', '0', '0'],
  ['copy duration of inter-node clone task(ms)', '0', '0'],
  ['copy duration of intra-node clone task(ms)', '0', '0'],
  ['num of replica missing error', '0', '0'],
  ['num of replica version missing error', '0', '0'],
  ['num of replica unavailable error', '0', '0'],
  ['num of replica location mismatch error', '0', '0'],
  ['num of replica redundant error', '0', '0'],
  ['num of balance scheduled', '0', '0'],
  ['num of colocate replica mismatch', '0', '0'],
  ['num of colocate replica redundant', '0', '0'],
  ['num of colocate balancer running round', '0', '0'],
  ['last snapshot time', '2026-11-21 10:57:51', '18s'],
];

const EMPTY = ['cluster_load_stat', 'working_slots', 'pending_tablets', 'running_tablets', 'history_tablets'];

/** Answered by the frontend that is asked, from its own copy of the metadata. */
export function showProc(world: World, process: Process, path: string): Answer {
  switch (path.replace(/(.)\/$/, '$1')) {
    case '/':
      return textRows(
        ['name'],
        ROOT.map((name) => [name]),
      );
    case '/frontends':
      return showFrontends(world, process);
    case '/backends':
      return showBackends(world, process);
    case '/compute_nodes':
      return showComputeNodes(world, world.metadataOf(process));
    case '/statistic': {
      const none = STATISTIC.slice(2).map(() => '0');
      const rows = [...DATABASES, ['Total', String(DATABASES.length)]].map((row) => [...row, ...none]);
      return textRows(STATISTIC, rows);
    }
    case '/cluster_balance':
      return textRows(['Item', 'Number'], BALANCE);
    case '/cluster_balance/sched_stat':
      return textRows(['Item', 'Value', 'Increase'], SCHEDULER_STATE);
    default:
      if (EMPTY.some((name) => path === `/cluster_balance/${name}`)) return textRows(['Item'], []);
      return failure(
        `Getting analyzing error. Detail message: Unknown proc node path: ${path}. msg: Cannot find path: ${path}.`,
      );
  }
}
