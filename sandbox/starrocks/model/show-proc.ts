import { type Answer, textRows } from './answer.ts';
import { showClusterBalance } from './proc/cluster-balance.ts';
import { showColocation } from './proc/colocation.ts';
import { showDatabases } from './proc/databases.ts';
import { showDisks } from './proc/disks.ts';
import { noSuchPath, openProc } from './proc/proc-context.ts';
import { showIncompleteTablets, showStatistic } from './proc/statistic.ts';
import { showTransactions } from './proc/transactions.ts';
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

/** As read: these lie in the leader's memory, so they are asked there. */
const FORWARDED: readonly string[] = [
  'cluster_balance',
  'routine_loads',
  'transactions',
  'compactions',
  'replications',
];

export function isForwardedProc(path: string): boolean {
  return FORWARDED.includes(path.split('/')[1] ?? '');
}

/** Answered by the frontend that is asked, from its own copy of the metadata. */
export function showProc(world: World, process: Process, path: string): Answer {
  const context = openProc(world, process, path);
  const [root, ...below] = path.split('/').filter((segment) => segment !== '');
  const [first] = below;
  switch (root) {
    case undefined:
      return textRows(
        ['name'],
        ROOT.map((name) => [name]),
      );
    case 'frontends':
      return showFrontends(world, process);
    case 'backends':
      return first === undefined ? showBackends(world, process) : showDisks(context, first);
    case 'compute_nodes':
      return showComputeNodes(world, context.metadata);
    case 'statistic':
      return first === undefined ? showStatistic(context) : showIncompleteTablets(context, first);
    case 'cluster_balance':
      return showClusterBalance(context, below);
    case 'dbs':
      return showDatabases(context, below);
    case 'colocation_group':
      return showColocation(context, first);
    case 'transactions':
      return showTransactions(context, below);
    default:
      return noSuchPath(context);
  }
}
