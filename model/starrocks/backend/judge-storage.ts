import type { BackendSpec } from '../cluster-spec.ts';
import type { Finding } from '../../step.ts';

/** One storage path, as its host has it. */
export interface StorageReading {
  readonly path: string;
  /** `own`: nothing but what a backend or compute node itself makes there · `used`: something else too. */
  readonly state: 'missing' | 'empty' | 'own' | 'used' | 'unreadable';
  /** Whether the user of the node may write there, or make it. */
  readonly writable: boolean;
  /** What `cluster_id` in it says. */
  readonly clusterId?: string;
  /** Of the disk below it. */
  readonly usedPercent?: number;
  /** Names the disk. */
  readonly device?: string;
}

export interface StorageQuestion {
  readonly storage: readonly StorageReading[];
  /** Of the cluster; empty when it is not known. */
  readonly clusterId: string;
  /** The other nodes of the cluster file. */
  readonly others: readonly BackendSpec[];
}

/** Above it a disk is given no more tablets (storage_usage_soft_limit_percent, as read). */
const SOFT_LIMIT_PERCENT = 90;

/**
 * The process ends when it cannot write one of its paths (as read), refuses the heartbeats of another cluster than the one
 * whose `cluster_id` is there (as read), and would write among whatever else is there.
 */
export function judgeStorage(node: BackendSpec, { storage, clusterId, others }: StorageQuestion): readonly Finding[] {
  const refusals = [
    ...storage.flatMap((reading) => judgePath(node, reading, clusterId)),
    ...judgeSharing(node, others),
  ];
  if (refusals.length > 0) return refusals;
  const paths = storage.map(({ path, state, clusterId: own }) => `${path} (${describe(state, own)})`).join(', ');
  const ok: Finding = { gate: 'storage', severity: 'ok', subject: node.alias, message: `storage: ${paths}` };
  return [ok, ...judgeFill(node, storage), ...judgeDisks(node, storage)];
}

/** Before the first heartbeat a process knows no cluster, and has made its directories (as read). */
function describe(state: StorageReading['state'], clusterId: string | undefined): string {
  if (state !== 'own' && state !== 'used') return state;
  return clusterId === undefined ? 'of a process that was never heard' : 'of this cluster';
}

function judgePath(node: BackendSpec, reading: StorageReading, clusterId: string): readonly Finding[] {
  const { path, state, writable, clusterId: own } = reading;
  const refuse = (message: string, next: string): readonly Finding[] => [
    { gate: 'storage', severity: 'refusal', subject: node.alias, message, next: [next] },
  ];
  if (state === 'unreadable' || !writable) {
    const user = node.ssh.become ?? node.ssh.user ?? 'the SSH user';
    return refuse(
      `${path} on ${node.alias} cannot be ${state === 'missing' ? 'made' : 'written'} by ${user}`,
      `ls -ld ${path}`,
    );
  }
  if (own !== undefined && clusterId !== '' && own !== clusterId) {
    return refuse(
      `${path} on ${node.alias} is of the cluster ${own}, not of ${clusterId}`,
      `mv ${path} ${path}.of-${own}`,
    );
  }
  if (state === 'used' && own === undefined) {
    return refuse(`${path} on ${node.alias} is not empty, and of no cluster`, `ls -la ${path}`);
  }
  return [];
}

/** Two processes in one path destroy what is there. */
function judgeSharing(node: BackendSpec, others: readonly BackendSpec[]): readonly Finding[] {
  const neighbours = others.filter(({ host, alias }) => host === node.host && alias !== node.alias);
  return node.storage.flatMap(({ path }) =>
    neighbours
      .filter(({ storage }) => storage.some((other) => isWithin(other.path, path) || isWithin(path, other.path)))
      .map(
        ({ alias }): Finding => ({
          gate: 'storage',
          severity: 'refusal',
          subject: node.alias,
          message: `${path} on ${node.host} is storage of ${alias} too`,
          next: [`storage: [ … ]   # in the cluster file, another one for ${node.alias}`],
        }),
      ),
  );
}

function isWithin(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function judgeFill({ alias }: BackendSpec, storage: readonly StorageReading[]): readonly Finding[] {
  return storage.flatMap(({ path, usedPercent = 0 }): Finding[] =>
    usedPercent <= SOFT_LIMIT_PERCENT
      ? []
      : [
          {
            gate: 'storage',
            severity: 'warning',
            subject: alias,
            message: `the disk of ${path} is ${usedPercent} % full: above ${SOFT_LIMIT_PERCENT} % it is given no tablets`,
            next: [`df -h ${path}`],
          },
        ],
  );
}

/** Each path counts as a disk of its own, with its own capacity and its own slots for copies (as read). */
function judgeDisks({ alias }: BackendSpec, storage: readonly StorageReading[]): readonly Finding[] {
  const twin = storage.find(
    ({ device }, index) => device !== undefined && storage.some((other, at) => at < index && other.device === device),
  );
  if (twin === undefined) return [];
  const { path } = twin;
  const other = storage.find(({ device }) => device === twin.device)?.path ?? '';
  const message = `${other} and ${path} are on one disk, and count as two: its room is counted twice`;
  return [{ gate: 'storage', severity: 'warning', subject: alias, message, next: [`df ${other} ${path}`] }];
}
