import type { World } from './world.ts';

/** A backend, which holds data, or a compute node, which is the same program started otherwise. */
export type BackendKind = 'be' | 'cn';

export interface BackendPorts {
  readonly be: number;
  readonly http: number;
  readonly heartbeat: number;
  readonly brpc: number;
  /** Of shared-data clusters; open in the others too. */
  readonly starlet: number;
}

export interface StoragePath {
  /** As `storage_root_path` says it, on the host. */
  readonly path: string;
  readonly medium: 'HDD' | 'SSD';
}

/** What the model has its processes do in the world. */
export interface BackendEffects {
  log(line: string): void;
  openPorts(): void;
  /** Writes `cluster_id` into the storage paths, which from then on belong to that cluster. */
  keepClusterId(clusterId: number): void;
  /** Whether there are files of tablets in its storage paths. Those of a dropped backend stay. */
  holdTablets(on: boolean): void;
  exit(code: number): void;
  /** Dies as by kill -9. */
  die(): void;
}

/** What a process says of itself when it starts. */
export interface BackendStart {
  readonly kind: BackendKind;
  readonly home: string;
  readonly host: string;
  readonly ports: BackendPorts;
  readonly storage: readonly StoragePath[];
  /** The first storage path that is missing or cannot be written. */
  readonly badPath?: string;
  /** What `cluster_id` in its storage paths says. */
  readonly clusterId?: number;
  /** A port that somebody else holds. */
  readonly busyPort?: { readonly name: string; readonly port: number };
}

/** One running backend or compute node. */
export interface BackendProcess extends Omit<BackendStart, 'clusterId'> {
  readonly key: number;
  readonly effects: BackendEffects;
  readonly startedAt: number;
  /** Every delay of its start takes so many times longer. */
  readonly slowness: number;
  /** Dies before its ports are open. */
  readonly crashes: boolean;
  /** `starting`: no port is open · `leaving`: it answers heartbeats with SHUTDOWN and ends soon. */
  state: 'starting' | 'serving' | 'leaving';
  /** What its heartbeats call its start: the time of the first one that it answered (as read). */
  rebootAt: number | undefined;
  clusterId: number | undefined;
  holdsTablets: boolean | undefined;
  gone: boolean;
}

/** Whoever has this port open for heartbeats at this address. A cut is not looked at: see `hear-backends.ts`. */
export function findBackend(world: World, host: string, port: number): BackendProcess | undefined {
  const addresses = world.options.addressesOf(host) ?? [host];
  for (const process of world.backendProcesses) {
    const open = !process.gone && process.state !== 'starting';
    if (open && process.ports.heartbeat === port && addresses.includes(process.host)) return process;
  }
  return undefined;
}
