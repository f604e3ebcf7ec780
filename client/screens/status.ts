import { majorityOf } from '../../model/majority.ts';
import type { OperationState, WindowWait } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { describeDrain } from '../../model/progress/describe-drain.ts';
import type { ClusterStatus } from '../../model/status.ts';
import type { Finding } from '../../model/step.ts';
import { showBackends } from './backend-table.ts';
import { listFindings } from './findings.ts';
import { showFrontends } from './frontend-table.ts';
import { table, wrap } from './layout.ts';
import type { StatusReading } from './status-changes.ts';
import { showMetas } from './meta-table.ts';
import { paintState } from './operation-header.ts';
import { showQueries } from './query-table.ts';
import { elapsed, formatDuration, formatTime } from './time.ts';
import { suggestedCommand, type View } from './view.ts';
import { describeWait } from './windows.ts';

export interface OneRunning {
  readonly id: string;
  readonly what: string;
  readonly nodes: readonly string[];
  readonly state: OperationState;
  readonly by: string;
  readonly since: string;
  /** While it waits for one. */
  readonly drain?: LongProgress;
  /** While it waits for one. */
  readonly window?: WindowWait;
}

/** The operation that began first, with those that run beside it; `not asked` when Temporal is out of reach. */
export type RunningOperation = (OneRunning & { readonly beside?: readonly OneRunning[] }) | 'none' | 'not asked';

/** One screen: who is there, who leads, what is wrong, what runs, what to type next. */
export function showStatus(status: ClusterStatus, operation: RunningOperation, view: View): readonly string[] {
  const { style, zone } = view;
  const facts: (readonly string[])[] = [
    ['Cluster', style.bold(status.cluster)],
    ['Engine', `${status.engine} ${status.version}`],
    ...(status.engine === 'databend' || status.clusterId === undefined ? [] : [['ClusterId', status.clusterId]]),
    ['Leader', describeLeader(status, view)],
    ['Voters', describeVoters(status, view)],
    ...describeOperation(operation, view).map((line, index) => [index === 0 ? 'Operation' : '', line]),
    ['Read', formatTime(status.readAt, zone)],
  ];
  const lines = [
    ...table(facts.map(([name = '', value = '']) => [style.dim(name), value])),
    '',
    ...showMembers(status, view),
  ];
  const advised = adviseBeside(status, operation);
  const findings = listFindings(advised.findings, view);
  if (findings.length > 0) lines.push('', ...findings);
  const { next } = advised;
  if (next.length > 0)
    lines.push(
      '',
      ...next.map((line, index) => `${index === 0 ? style.dim('next:') : '     '} ${suggestedCommand(line, view)}`),
    );
  return lines;
}

/** What the screen says, for `--json`. */
export function viewReading({ status, operation }: StatusReading) {
  return { ...adviseBeside(status, operation), operation };
}

/** The same cluster, with what is to be done while the operation runs: what others would be refused is not suggested. */
function adviseBeside(status: ClusterStatus, operation: RunningOperation): ClusterStatus {
  const findings = status.findings.map((finding) => leaveToOperation(finding, operation));
  return { ...status, findings, next: chooseNext(status.next, findings, operation) };
}

/** Whoever holds the cluster comes first: anything else would be refused meanwhile. What cannot wait is said all the same. */
function chooseNext(
  next: readonly string[],
  findings: readonly Finding[],
  operation: RunningOperation,
): readonly string[] {
  if (typeof operation === 'string') return next;
  const urgent = findings
    .filter(({ severity }) => severity === 'refusal')
    .flatMap((finding) => finding.next?.[0] ?? []);
  return [...new Set([...listAll(operation).map(lookAt), ...urgent.slice(0, 1)])];
}

/** A node that is being joined or removed is half of something for a while: nobody should lay hands on it meanwhile. */
function leaveToOperation(finding: Finding, operation: RunningOperation): Finding {
  if (typeof operation === 'string') return finding;
  const of = listAll(operation).find((one) => one.nodes.includes(finding.subject));
  if (of === undefined) return finding;
  // The one thing that cannot wait for an operation that holds.
  if (finding.gate === 'quorum') return finding;
  return { ...finding, next: [lookAt(of)] };
}

function listAll(operation: Exclude<RunningOperation, string>): readonly OneRunning[] {
  return [operation, ...(operation.beside ?? [])];
}

function lookAt({ state, id }: OneRunning): string {
  return `muster ops ${state === 'needs attention' ? 'show' : 'watch'} ${id}`;
}

/** Whose words they are differs by engine. */
function showMembers(status: ClusterStatus, view: View): readonly string[] {
  if (status.engine === 'databend') return [...showMetas(status, view), ...showQueries(status, view)];
  return [...showFrontends(status, view), ...showBackends(status, view)];
}

function describeLeader(status: ClusterStatus, { style }: View): string {
  if (status.leader === undefined) return style.red('none that answers');
  return status.engine === 'databend' && status.term !== undefined
    ? `${status.leader}, term ${status.term}`
    : status.leader;
}

function describeVoters({ voters, leader }: ClusterStatus, { style }: View): string {
  if (voters === undefined) return '?';
  const majority = majorityOf(voters.total);
  const spare = voters.alive - majority;
  const text = `${voters.alive} of ${voters.total} ${leader === undefined ? 'answer' : 'alive'}, majority is ${majority}`;
  if (spare < 0) return style.red(`${text}: no quorum`);
  return spare === 0 ? style.yellow(`${text}: none may be lost`) : `${text}: ${spare} may be lost`;
}

function describeOperation(operation: RunningOperation, view: View): readonly string[] {
  const { style, width, now } = view;
  if (operation === 'none') return ['none'];
  const room = width - 'Operation  '.length;
  if (operation === 'not asked')
    return wrap('not asked (Temporal is out of reach; muster up starts it here)', room).map((line) => style.dim(line));
  return listAll(operation).flatMap(({ what, state, since, by, drain, window }) => {
    const age = formatDuration(elapsed(since, undefined, now));
    const drains = drain === undefined ? [] : describeDrain(drain, view).flatMap((line) => wrap(line, room));
    const waits = window === undefined ? [] : describeWait(window, view).flatMap((line) => wrap(line, room));
    return [
      ...wrap(`${what}: ${state}, submitted ${age} ago by ${by}`, room).map((line) =>
        line.replace(`: ${state}`, `: ${paintState(state, view)}`),
      ),
      ...[...drains, ...waits].map((line) => style.dim(line)),
    ];
  });
}
