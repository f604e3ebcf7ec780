import type { BackendKind, BackendPorts } from './backend-process.ts';

export type FrontendRole = 'FOLLOWER' | 'OBSERVER';

/** A registered frontend as the journal has it. Times are those of the model. */
export interface Frontend {
  readonly id: number;
  /** `ip_port_millis`, new at each ADD. */
  readonly name: string;
  readonly host: string;
  readonly editLogPort: number;
  readonly role: FrontendRole;
  readonly alive: boolean;
  readonly queryPort: number;
  readonly rpcPort: number;
  readonly replayed: number;
  readonly heartbeatAt: number | null;
  readonly startedAt: number | null;
  readonly version: string | null;
  readonly error: string;
}

/** CONNECTING: never heard · SHUTDOWN: it said that it leaves · DISCONNECTED: enough heartbeats in a row have failed. */
export type BackendStatus = 'CONNECTING' | 'OK' | 'SHUTDOWN' | 'DISCONNECTED';

/** A registered backend or compute node: they share the ids and the addresses. */
export interface Backend {
  readonly id: number;
  readonly kind: BackendKind;
  readonly host: string;
  /** Of the heartbeats: with the host it is what statements know it by. */
  readonly port: number;
  /** As its heartbeats tell; unknown until the first one. */
  readonly ports: Pick<BackendPorts, 'be' | 'http' | 'brpc'> | null;
  readonly decommissioned: boolean;
  readonly alive: boolean;
  readonly status: BackendStatus;
  /** When the process that is heard was heard for the first time, and when it was heard last. */
  readonly startedAt: number | null;
  readonly heartbeatAt: number | null;
  /** What the leader's heartbeats say, once enough of them have failed. */
  readonly error: string;
}

export interface User {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly defaultRoles: readonly string[];
  readonly operate: boolean;
}

/** Where tablets lie: on the backends, or in object storage of which backends and compute nodes keep a cache. */
export type RunMode = 'shared_nothing' | 'shared_data';

export const FIRST_ID = 10_001;

/** What the journal replicates, at one journal id. Never changed: a write makes the next one. */
export interface Metadata {
  readonly clusterId: number;
  readonly token: string;
  /** As the conf file of the frontend that founded it said. */
  readonly runMode: RunMode;
  readonly journalId: number;
  /** What `takeId` gives next. */
  readonly nextId: number;
  readonly frontends: readonly Frontend[];
  readonly backends: readonly Backend[];
  readonly users: readonly User[];
}

export function makeFrontend(
  id: number,
  name: string,
  host: string,
  editLogPort: number,
  role: FrontendRole,
): Frontend {
  return {
    id,
    name,
    host,
    editLogPort,
    role,
    alive: false,
    queryPort: 0,
    rpcPort: 0,
    replayed: 0,
    heartbeatAt: null,
    startedAt: null,
    version: null,
    error: '',
  };
}

export function makeBackend(id: number, host: string, port: number, kind: BackendKind = 'be'): Backend {
  return {
    id,
    kind,
    host,
    port,
    ports: null,
    decommissioned: false,
    alive: false,
    status: 'CONNECTING',
    startedAt: null,
    heartbeatAt: null,
    error: '',
  };
}

/** An id that was never given out: backends, compute nodes, databases, tables and tablets have them from one counter. */
export function takeId(metadata: Metadata): readonly [number, Metadata] {
  return [metadata.nextId, { ...metadata, nextId: metadata.nextId + 1 }];
}

/** Recorded: the id of a dropped frontend is given to a later one. */
export function nextFrontendId({ frontends }: Metadata): number {
  let id = 1;
  while (frontends.some((frontend) => frontend.id === id)) id += 1;
  return id;
}

export function findByAddress({ frontends }: Metadata, host: string, port: number): Frontend | undefined {
  return frontends.find((frontend) => frontend.host === host && frontend.editLogPort === port);
}

export function findByName({ frontends }: Metadata, name: string): Frontend | undefined {
  return frontends.find((frontend) => frontend.name === name);
}

export function withFrontend(metadata: Metadata, name: string, change: Partial<Frontend>): Metadata {
  const frontends = metadata.frontends.map((frontend) =>
    frontend.name === name ? { ...frontend, ...change } : frontend,
  );
  return { ...metadata, frontends };
}
