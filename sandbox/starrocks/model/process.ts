import type { FrontendRole, Metadata, RunMode } from './metadata.ts';

export interface Ports {
  readonly http: number;
  readonly rpc: number;
  readonly query: number;
  readonly editLog: number;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** What is in a meta directory: the files ROLE and VERSION, and the journal's own environment. */
export interface Environment {
  readonly id: string;
  readonly clusterId: number;
  readonly nodeName: string;
  readonly role: FrontendRole;
  metadata: Metadata;
}

/** What the model has its processes do in the world. */
export interface ProcessEffects {
  log(line: string): void;
  writeMeta(environment: Environment): void;
  openPorts(): void;
  /** What `greets` says has changed. */
  greetsChanged(): void;
  exit(code: number): void;
  /** Dies as by kill -9. */
  die(): void;
}

/** What a process says of itself when it starts. */
export interface ProcessStart {
  readonly home: string;
  readonly host: string;
  readonly ports: Ports;
  readonly helpers: readonly HostPort[];
  /** Of its conf file. @default 'shared_nothing' */
  readonly runMode?: RunMode;
  /** What was found of `image/ROLE` and `image/VERSION`. */
  readonly meta: 'none' | 'one' | 'both';
  /** The environment's id in `bdb/`, when there is one. */
  readonly environment?: string;
  /** A port that somebody else holds. */
  readonly busyPort?: { readonly name: string; readonly port: number };
}

export type CrashPhase = 'before-handshake' | 'after-handshake';

/** INIT: not in the group yet · UNKNOWN: no leader, or dropped. */
export type ProcessRole = 'INIT' | 'UNKNOWN' | 'LEADER' | FrontendRole;

/** A write that waits for a majority. */
export interface PendingWrite {
  readonly change: (metadata: Metadata) => Metadata;
  readonly done: () => void;
}

/** How the leader was lost: what a forwarded statement meets. `handover`: it goes on purpose and still answers. */
export type LostLeader = 'reset' | 'refused' | 'silent' | 'handover';

/** One running frontend. Only the files of this directory change it. */
export interface Process extends ProcessStart {
  readonly key: number;
  readonly effects: ProcessEffects;
  readonly startedAt: number;
  /** Every delay of its start takes so many times longer. */
  readonly slowness: number;
  readonly crash: CrashPhase | undefined;
  env: Environment | undefined;
  role: ProcessRole;
  /** Takes part in the group: its journal is open. */
  open: boolean;
  /** Its ports are open. */
  ready: boolean;
  readyAt: number;
  gone: boolean;
  following: Process | undefined;
  lost: LostLeader;
  /** Since when it is out of the group and knows it: a follower. A dropped observer never learns it. */
  droppedAt: number | undefined;
  /** Recorded for a dropped observer: MySQL connections are accepted and never greeted. */
  greets: boolean;
  leavingSince: number | undefined;
  /** As a leader that leaves: from when on it says, once, that its journal is closed. */
  tellsClosedAt: number | undefined;
  /** As leader: since when writes fail, and those that wait. */
  failingSince: number | undefined;
  readonly pending: PendingWrite[];
  /** As leader: heartbeats missed in a row, by name. */
  readonly misses: Map<string, number>;
  /** Since when the majority behind it is silent. */
  silentSince: number | undefined;
  connections: number;
}
