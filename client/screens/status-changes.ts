import type { MetaNodeStatus, QueryNodeStatus } from '../../model/databend/status.ts';
import type { BackendStatus, ClusterStatus, NodeStatus } from '../../model/status.ts';
import type { RunningOperation } from './status.ts';

/** The cluster and what runs on it, at one moment. */
export interface StatusReading {
  readonly status: ClusterStatus;
  readonly operation: RunningOperation;
}

/** Uptimes are known to within some seconds; a start that is this much later is another one. */
const RESTART_MS = 30_000;

/** One line for each thing that is no longer as it was; journals and the time of reading always move and are left out. */
export function listChanges(before: StatusReading, after: StatusReading): readonly string[] {
  return [
    ...change('leader', before.status.leader ?? 'none', after.status.leader ?? 'none'),
    ...change('voters', describeVoters(before.status), describeVoters(after.status)),
    ...listMemberChanges(before.status, after.status),
    ...listFindingChanges(before.status, after.status),
    ...change('operation', describeOperation(before.operation), describeOperation(after.operation)),
  ];
}

function listMemberChanges(before: ClusterStatus, after: ClusterStatus): readonly string[] {
  if (before.engine === 'databend' && after.engine === 'databend') {
    return [
      ...compare(before.metas, after.metas, listMetaChanges),
      ...compare(before.queries, after.queries, listQueryChanges),
    ];
  }
  // One cluster is of one engine.
  if (before.engine === 'databend' || after.engine === 'databend') return [];
  return [
    ...compare(before.nodes, after.nodes, listNodeChanges),
    ...compare(before.backends ?? [], after.backends ?? [], listBackendChange),
  ];
}

/** Those that there are now, then those that are gone. */
function compare<Node extends Pick<NodeStatus, 'alias' | 'handle'>>(
  before: readonly Node[],
  after: readonly Node[],
  list: (before: Node | undefined, after: Node) => readonly string[],
): readonly string[] {
  const old = new Map(before.map((node) => [node.handle, node]));
  const fresh = new Map(after.map((node) => [node.handle, node]));
  return [
    ...[...fresh.values()].flatMap((node) => list(old.get(node.handle), node)),
    ...[...old.values()].flatMap((node) => (fresh.has(node.handle) ? [] : [`${nameOf(node)} is gone`])),
  ];
}

/** Logs always move and are left out; so does the term of one that cannot be elected. */
function listMetaChanges(before: MetaNodeStatus | undefined, after: MetaNodeStatus): readonly string[] {
  const name = nameOf(after);
  if (before === undefined) return [`${name} is new`];
  return [
    ...change(`${name} role`, before.role, after.role),
    ...change(`${name} answers`, before.answers, after.answers),
    ...change(`${name} state`, describeState(before), describeState(after)),
    ...change(`${name} version`, before.version ?? '–', after.version ?? '–'),
  ];
}

function describeState({ stranger, state }: MetaNodeStatus): string {
  return stranger ?? state?.toLowerCase() ?? '–';
}

function listQueryChanges(before: QueryNodeStatus | undefined, after: QueryNodeStatus): readonly string[] {
  const name = nameOf(after);
  if (before === undefined) return [`${name} is new`];
  return [
    ...change(`${name} serves`, before.serves ?? '–', after.serves ?? '–'),
    ...change(`${name} endpoints`, describeEndpoints(before), describeEndpoints(after)),
  ];
}

function describeEndpoints({ endpoints }: QueryNodeStatus): string {
  return endpoints === undefined ? '–' : endpoints.map(({ endpoint }) => endpoint).join(', ');
}

function listNodeChanges(before: NodeStatus | undefined, after: NodeStatus): readonly string[] {
  const name = nameOf(after);
  if (before === undefined) return [`${name} is new`];
  const since = Date.parse(after.since ?? '') - Date.parse(before.since ?? '');
  return [
    ...change(`${name} member`, yesOrNo(before.inCluster), yesOrNo(after.inCluster)),
    ...change(`${name} role`, before.role.toLowerCase(), after.role.toLowerCase()),
    ...change(`${name} alive`, yesOrNo(before.alive), yesOrNo(after.alive)),
    ...change(`${name} serves`, describeServing(before), describeServing(after)),
    ...change(`${name} version`, before.version ?? '–', after.version ?? '–'),
    ...(since > RESTART_MS ? [`${name} was restarted`] : []),
  ];
}

/** Tablets come and go all the time, and are left out. */
function listBackendChange(before: BackendStatus | undefined, after: BackendStatus): readonly string[] {
  const name = nameOf(after);
  if (before === undefined) return [`${name} is new`];
  const since = Date.parse(after.since ?? '') - Date.parse(before.since ?? '');
  return [
    ...change(`${name} registered`, yesOrNo(before.inCluster), yesOrNo(after.inCluster)),
    ...change(`${name} alive`, yesOrNo(before.alive), yesOrNo(after.alive)),
    ...change(`${name} drains`, yesOrNo(before.draining ?? false), yesOrNo(after.draining ?? false)),
    ...change(`${name} version`, before.version ?? '–', after.version ?? '–'),
    ...(since > RESTART_MS ? [`${name} was restarted`] : []),
  ];
}

function listFindingChanges(before: ClusterStatus, after: ClusterStatus): readonly string[] {
  const old = new Set(before.findings.map(({ message }) => message));
  const fresh = new Set(after.findings.map(({ message }) => message));
  return [
    ...[...fresh].filter((message) => !old.has(message)).map((message) => `now: ${message}`),
    ...[...old].filter((message) => !fresh.has(message)).map((message) => `no longer: ${message}`),
  ];
}

function change(what: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${what}: ${before} → ${after}`];
}

function describeVoters({ voters }: ClusterStatus): string {
  return voters === undefined ? '?' : `${voters.alive} of ${voters.total} alive`;
}

function describeOperation(operation: RunningOperation): string {
  return typeof operation === 'string' ? operation : `${operation.what} ${operation.state}`;
}

function describeServing({ serving, stranger }: NodeStatus): string {
  return stranger?.kind ?? serving ?? '–';
}

function yesOrNo(value: boolean | undefined): string {
  if (value === undefined) return '–';
  return value ? 'yes' : 'no';
}

function nameOf({ alias, handle }: Pick<NodeStatus, 'alias' | 'handle'>): string {
  return alias ?? handle;
}
