import type { NodeStatus, StarRocksStatus } from '../../model/status.ts';
import { table } from './layout.ts';
import { elapsed, formatAge } from './time.ts';
import type { View } from './view.ts';

/** Frontends as the cluster and the file see them, each asked for itself too. */
export function showFrontends({ nodes, leader }: StarRocksStatus, view: View): readonly string[] {
  const { style } = view;
  const versions = new Set(nodes.flatMap(({ version }) => version ?? []));
  // The commit behind it is on the line of the engine, unless they differ.
  const shortenVersion = (version: string) => (versions.size > 1 ? version : version.replace(/-[0-9a-f]+$/, ''));
  const head = ['ID', 'NODE', 'ROLE', 'ALIVE', 'SERVES', 'JOURNAL', 'VERSION', 'UP FOR'].map((title) =>
    style.dim(title),
  );
  const rows = nodes.map((node) => [
    node.handle,
    node.alias ?? style.dim('–'),
    `${node.role.toLowerCase()}${node.leader ? `${style.green('|L')}` : ''}`,
    describeAlive(node, leader !== undefined, view),
    describeServing(node, view),
    describeLag(node),
    node.version === undefined ? '–' : shortenVersion(node.version),
    node.since === undefined ? '–' : formatAge(elapsed(node.since, undefined, view.now)),
  ]);
  const members = nodes.filter(({ inCluster }) => inCluster).length;
  return [
    ...table([head, ...rows]),
    style.dim(`${members} in the cluster, ${nodes.filter(({ inFile }) => inFile).length} in the file`),
  ];
}

/** Without a leader nobody hears heartbeats: what is remembered says alive of the dead (recorded on 3.5.7). */
function describeAlive({ inCluster, halfJoined, alive }: NodeStatus, isLed: boolean, { style }: View): string {
  if (!inCluster) return style.dim('–');
  if (halfJoined === true) return style.red('never');
  if (alive === undefined || !isLed) return '?';
  return alive ? style.green('yes') : style.red('no');
}

function describeServing({ serving, inCluster, stranger }: NodeStatus, { style }: View): string {
  if (stranger !== undefined) return style.red(stranger.kind);
  if (!inCluster) return style.dim('–');
  if (serving === undefined) return '?';
  return serving === 'yes' ? style.green('yes') : style.red(serving);
}

function describeLag({ journalLag, leader, halfJoined }: NodeStatus): string {
  if (halfJoined === true) return '–';
  if (leader || journalLag === 0) return 'current';
  return journalLag === undefined ? '–' : `${journalLag} behind`;
}
