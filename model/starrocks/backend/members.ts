import type { BackendSpec } from '../cluster-spec.ts';
import { type BackendRow, backendRowHandle } from '../data/backend-rows.ts';
import type { ComputeNodeRow } from '../data/compute-node-rows.ts';
import type { BackendsReading } from '../drain/drain-reading.ts';
import type { BackendKind } from '../statements.ts';

/** A registered backend or compute node: what both lists tell. */
export interface BackendMember {
  readonly kind: BackendKind;
  /** New at each ADD. */
  readonly id: string;
  /** `host:heartbeat port`. */
  readonly handle: string;
  readonly host: string;
  readonly httpPort: number;
  readonly alive: boolean;
  readonly draining: boolean;
  /** Replicas; 0 of a compute node. */
  readonly tablets: number;
  readonly error: string;
  readonly version: string | undefined;
  readonly lastStartTime: string | undefined;
  readonly lastHeartbeat: string | undefined;
  readonly statusCode: string | undefined;
  /** Queries that have a part on a compute node now; 0 of a backend. */
  readonly queries: number;
  /** Of a compute node of a shared-data cluster. */
  readonly warehouse: string | undefined;
}

export function listMembers({ backends, computeNodes }: Pick<BackendsReading, 'backends' | 'computeNodes'>) {
  return [...backends.map(fromBackend), ...computeNodes.map(fromComputeNode)];
}

/** Backends and compute nodes share their addresses: one is one or the other (recorded on 3.5.7). */
export function findMember(
  reading: Pick<BackendsReading, 'backends' | 'computeNodes'>,
  handle: string,
): BackendMember | undefined {
  return listMembers(reading).find((member) => member.handle === handle);
}

/** Registered and never heard of since. */
export function isUnheard({ alive, lastHeartbeat, lastStartTime }: BackendMember): boolean {
  return !alive && lastHeartbeat === undefined && lastStartTime === undefined;
}

/** As the leader calls it; from 3.4 on it says more than alive (as read). */
export function isHeard({ alive, statusCode }: BackendMember): boolean {
  return alive && (statusCode === undefined || statusCode === 'OK');
}

export function kindOf({ role }: BackendSpec): BackendKind {
  return role;
}

function fromBackend(row: BackendRow): BackendMember {
  const { id, host, httpPort, alive, draining, tablets, error } = row;
  return {
    kind: 'be',
    handle: backendRowHandle(row),
    id,
    host,
    httpPort,
    alive,
    draining,
    tablets,
    error,
    queries: 0,
    warehouse: undefined,
    ...times(row),
  };
}

function fromComputeNode(row: ComputeNodeRow): BackendMember {
  const { id, host, httpPort, alive, error, queries, warehouse } = row;
  const handle = backendRowHandle(row);
  return {
    kind: 'cn',
    handle,
    id,
    host,
    httpPort,
    alive,
    draining: false,
    tablets: 0,
    error,
    queries,
    warehouse,
    ...times(row),
  };
}

function times({ version, lastStartTime, lastHeartbeat, statusCode }: ComputeNodeRow | BackendRow) {
  return { version, lastStartTime, lastHeartbeat, statusCode };
}
