import { formatCount } from '../../model/progress/describe-drain.ts';
import type { BackendStatus, StarRocksStatus } from '../../model/status.ts';
import { table } from './layout.ts';
import { elapsed, formatAge } from './time.ts';
import type { View } from './view.ts';

const ROLES = { be: 'backend', cn: 'compute' } as const;

/** Backends and compute nodes below the frontends; nothing where there are none. */
export function showBackends({ backends = [] }: StarRocksStatus, view: View): readonly string[] {
  if (backends.length === 0) return [];
  const { style } = view;
  const head = ['ID', 'NODE', 'ROLE', 'ALIVE', 'TABLETS', 'DISK', 'VERSION', 'UP FOR'].map((title) => style.dim(title));
  const rows = backends.map((node) => [
    node.handle,
    node.alias ?? style.dim('–'),
    ROLES[node.role],
    describeAlive(node, view),
    describeTablets(node, view),
    node.usedPercent === undefined || node.unheard === true ? '–' : `${Math.round(node.usedPercent)} %`,
    node.version?.replace(/-[0-9a-f]+$/, '') ?? '–',
    node.since === undefined ? '–' : formatAge(elapsed(node.since, undefined, view.now)),
  ]);
  const members = backends.filter(({ inCluster }) => inCluster).length;
  return [
    '',
    ...table([head, ...rows]),
    style.dim(`${members} in the cluster, ${backends.filter(({ inFile }) => inFile).length} in the file`),
  ];
}

function describeAlive({ inCluster, unheard, alive }: BackendStatus, { style }: View): string {
  if (!inCluster) return style.dim('–');
  if (unheard === true) return style.red('never');
  return alive === true ? style.green('yes') : style.red('no');
}

function describeTablets({ tablets, draining, unheard }: BackendStatus, { style }: View): string {
  if (tablets === undefined || unheard === true) return '–';
  return draining === true ? style.yellow(`${formatCount(tablets)}, drains`) : formatCount(tablets);
}
