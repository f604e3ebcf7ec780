import type { OperationState } from '../../model/operation.ts';
import type { ClusterStatus, NodeStatus } from '../../model/status.ts';
import { listFindings } from './findings.ts';
import { table } from './layout.ts';
import { paintState } from './operation-header.ts';
import { elapsed, formatDuration, formatTime } from './time.ts';
import { suggestedCommand, type View } from './view.ts';

/** The operation that holds the cluster; `not asked` when Temporal is out of reach. */
export type RunningOperation =
  | {
      readonly id: string;
      readonly what: string;
      readonly state: OperationState;
      readonly by: string;
      readonly since: string;
    }
  | 'none'
  | 'not asked';

/** One screen: who is there, who leads, what is wrong, what runs, what to type next. */
export function showStatus(status: ClusterStatus, operation: RunningOperation, view: View): readonly string[] {
  const { style, zone } = view;
  const facts: (readonly string[])[] = [
    ['Cluster', style.bold(status.cluster)],
    ['Engine', `${status.engine} ${status.version}`],
    ...(status.clusterId === undefined ? [] : [['ClusterId', status.clusterId]]),
    ['Leader', status.leader ?? style.red('none that answers')],
    ['Voters', describeVoters(status, view)],
    ['Operation', describeOperation(operation, view)],
    ['Read', formatTime(status.readAt, zone)],
  ];
  const lines = [
    ...table(facts.map(([name = '', value = '']) => [style.dim(name), value])),
    '',
    ...showNodes(status.nodes, view),
  ];
  const findings = listFindings(status.findings, view);
  if (findings.length > 0) lines.push('', ...findings);
  if (status.next.length > 0)
    lines.push(
      '',
      ...status.next.map(
        (line, index) => `${index === 0 ? style.dim('next:') : '     '} ${suggestedCommand(line, view)}`,
      ),
    );
  return lines;
}

function showNodes(nodes: readonly NodeStatus[], view: View): readonly string[] {
  const { style } = view;
  const head = ['ID', 'NODE', 'ROLE', 'ALIVE', 'SERVES', 'JOURNAL', 'VERSION', 'UP FOR'].map((title) =>
    style.dim(title),
  );
  const rows = nodes.map((node) => [
    node.handle,
    node.alias ?? style.dim('–'),
    `${node.role.toLowerCase()}${node.leader ? `${style.green('|L')}` : ''}`,
    describeAlive(node, view),
    describeServing(node, view),
    describeLag(node),
    node.version ?? '–',
    node.since === undefined ? '–' : formatDuration(elapsed(node.since, undefined, view.now)),
  ]);
  const members = nodes.filter(({ inCluster }) => inCluster).length;
  return [
    ...table([head, ...rows]),
    style.dim(`${members} in the cluster, ${nodes.filter(({ inFile }) => inFile).length} in the file`),
  ];
}

function describeAlive({ inCluster, halfJoined, alive }: NodeStatus, { style }: View): string {
  if (!inCluster) return style.dim('–');
  if (halfJoined === true) return style.red('never');
  if (alive === undefined) return '?';
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

function describeVoters({ voters }: ClusterStatus, { style }: View): string {
  if (voters === undefined) return '?';
  const majority = Math.floor(voters.total / 2) + 1;
  const spare = voters.alive - majority;
  const text = `${voters.alive} of ${voters.total} alive, majority is ${majority}`;
  if (spare < 0) return style.red(`${text}: no quorum`);
  return spare === 0 ? style.yellow(`${text}: none may be lost`) : `${text}: ${spare} may be lost`;
}

function describeOperation(operation: RunningOperation, view: View): string {
  if (operation === 'none') return 'none';
  if (operation === 'not asked')
    return view.style.dim('not asked (Temporal is out of reach; muster up starts it here)');
  const age = formatDuration(elapsed(operation.since, undefined, view.now));
  return `${operation.what}: ${paintState(operation.state, view)} for ${age}, by ${operation.by}; muster ops watch ${operation.id}`;
}
