import { type BackendProcess, findBackend } from './backend-process.ts';
import type { Frontend, Metadata } from './metadata.ts';
import type { CrashPhase, Environment, HostPort, Process, ProcessEffects, ProcessStart } from './process.ts';
import { type Cancel, Scheduler } from '../../time/scheduler.ts';
import { Storage } from './storage/storage.ts';

/** A replication group. Both sets hold names of frontends. */
export interface Group {
  readonly clusterId: number;
  /** Have shaken hands with a leader: their Join is true for good. */
  readonly joined: Set<string>;
  /**
   * Followers that count for the majority: since their handshake, or since they were alive once. Registered ones that never
   * came do not count (recorded). Whether the leader's override covers one that died between handshake and first heartbeat
   * is read both ways; this is the worse one, which an operation has to survive.
   */
  readonly voters: Set<string>;
  electing: Cancel | undefined;
}

export interface WorldOptions {
  /** The clock on the wall at a time of the model, in milliseconds since 1970. */
  readonly wall: (modelTime: number) => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Every address of the host that has this one; undefined: no such host. */
  readonly addressesOf: (host: string) => readonly string[] | undefined;
}

export const VERSION = '3.5.7-d2da301';

/** Everything there is: hosts' processes, their disks, their groups, the network between them. */
export class World {
  readonly time = new Scheduler();
  readonly options: WorldOptions;
  readonly processes = new Set<Process>();
  readonly environments = new Map<string, Environment>();
  readonly groups = new Map<number, Group>();
  /** By cluster id. */
  readonly storages = new Map<number, Storage>();
  /** Addresses that the cluster's network no longer reaches. */
  readonly cut = new Map<string, number>();
  /** Of backends and compute nodes, registered or not. */
  readonly backendProcesses = new Set<BackendProcess>();
  /** `host:port` of backends that answer heartbeats although there is no process: for the gates that count them. */
  readonly backends = new Set<string>();
  readonly slowness = new Map<string, number>();
  readonly crashes = new Map<string, CrashPhase>();
  /** Set by `create-world.ts`: rules import the world, not the world the rules. */
  elect: (clusterId: number) => void = () => {};
  #keys = 0;

  constructor(options: WorldOptions) {
    this.options = options;
  }

  get now(): number {
    return this.time.now;
  }

  /** Runs it if the process is still there then. */
  afterOn(process: Process, delay: number, run: () => void): Cancel {
    return this.time.after(delay, () => {
      if (!process.gone) run();
    });
  }

  newId(): string {
    return Array.from({ length: 4 }, () =>
      Math.floor(this.options.random() * 0x1_0000)
        .toString(16)
        .padStart(4, '0'),
    ).join('-');
  }

  createGroup(clusterId: number): Group {
    const group: Group = { clusterId, joined: new Set(), voters: new Set(), electing: undefined };
    this.groups.set(clusterId, group);
    return group;
  }

  groupOf({ env }: Process): Group | undefined {
    return env && this.groups.get(env.clusterId);
  }

  register(start: ProcessStart, effects: ProcessEffects): Process {
    const crash = this.crashes.get(start.host);
    this.crashes.delete(start.host);
    const process: Process = {
      ...start,
      key: this.nextKey(),
      effects,
      startedAt: this.now,
      slowness: this.slowness.get(start.host) ?? 1,
      crash,
      env: start.environment === undefined ? undefined : this.environments.get(start.environment),
      role: 'INIT',
      open: false,
      ready: false,
      readyAt: 0,
      gone: false,
      following: undefined,
      lost: 'refused',
      droppedAt: undefined,
      greets: true,
      leavingSince: undefined,
      tellsClosedAt: undefined,
      failingSince: undefined,
      pending: [],
      misses: new Map(),
      silentSince: undefined,
      connections: 0,
    };
    this.processes.add(process);
    return process;
  }

  /** The living backend or compute node that answers heartbeats there. */
  backendAt(host: string, port: number): BackendProcess | undefined {
    return findBackend(this, host, port);
  }

  nextKey(): number {
    return this.#keys++;
  }

  isCut(host: string): boolean {
    return this.cut.has(host);
  }

  reach(from: Process, to: Process): boolean {
    return !to.gone && (from === to || !(this.isCut(from.host) || this.isCut(to.host)));
  }

  /** The process that has this port open at this address, as seen from another. */
  findListener(from: Process, { host, port }: HostPort, kind: 'http' | 'editLog'): Process | 'refused' | 'silent' {
    // Loopback is whoever asks.
    const own = host === '127.0.0.1' || this.options.addressesOf(from.host)?.includes(host);
    const addresses = own ? this.options.addressesOf(from.host) : this.options.addressesOf(host);
    if (own ? false : addresses === undefined || this.isCut(host) || this.isCut(from.host)) return 'silent';
    for (const process of this.processes) {
      const there = own ? process.host === from.host : addresses?.includes(process.host);
      if (there && process.ready && process.ports[kind] === port) return process;
    }
    return 'refused';
  }

  leadersOf(clusterId: number): Process[] {
    return [...this.processes].filter(
      (process) => process.role === 'LEADER' && process.open && !process.gone && process.env?.clusterId === clusterId,
    );
  }

  membersOf(clusterId: number): Process[] {
    return [...this.processes].filter((process) => process.open && process.env?.clusterId === clusterId);
  }

  ownRow(process: Process): Frontend | undefined {
    return process.env?.metadata.frontends.find(({ name }) => name === process.env?.nodeName);
  }

  /** The data of the cluster that this frontend is of. */
  storageOf(process: Process): Storage {
    const { clusterId } = this.metadataOf(process);
    const storage = this.storages.get(clusterId) ?? new Storage();
    this.storages.set(clusterId, storage);
    return storage;
  }

  metadataOf(process: Process): Metadata {
    if (process.env === undefined) throw new Error('a frontend that serves has metadata');
    return process.env.metadata;
  }
}
