import { type Cancel, Scheduler } from '../../time/scheduler.ts';
import type { Disk } from './disk.ts';
import type { MetaConfig, MetaEffects } from './meta-config.ts';
import { MetaProcess } from './process.ts';

export interface WorldOptions {
  /** The clock on the wall at a time of the model, in milliseconds since 1970. */
  readonly wall: (modelTime: number) => number;
  /** From 0 to below 1. */
  readonly random: () => number;
  /**
   * How often, of 1, a follower hears with the next heartbeat only that an entry is committed, and shows the old membership until
   * then: recorded now and then. @default 0
   */
  readonly lateNews?: number;
  /** The machine that has this address or name; undefined: nobody, nothing answers there. */
  readonly machineOf: (host: string) => string | undefined;
}

/** What somebody meets at an address: a process, a closed port, or nothing at all. */
export type Listener = MetaProcess | 'refused' | 'silent';

/** Everything there is: the processes of all clusters, and the network between their machines. */
export class World {
  readonly time = new Scheduler();
  readonly options: WorldOptions;
  /** In the order of their start: who had a port first keeps it. */
  readonly processes = new Set<MetaProcess>();
  /** Machines that the cluster's network no longer reaches. */
  readonly #cut = new Set<string>();
  /** So many times longer than recorded a node of this machine needs to take over what it missed. */
  readonly slowness = new Map<string, number>();

  constructor(options: WorldOptions) {
    this.options = options;
  }

  get now(): number {
    return this.time.now;
  }

  get wall(): number {
    return this.options.wall(this.now);
  }

  start(config: MetaConfig, disk: Disk, effects: MetaEffects): MetaProcess {
    const process = new MetaProcess(this, config, disk, effects);
    this.processes.add(process);
    process.boot();
    return process;
  }

  /** It was killed, or ended by itself: connections to it are reset. Safe to call again. */
  remove(process: MetaProcess): void {
    if (!this.processes.delete(process)) return;
    process.end();
  }

  /** SIGSTOP: its ports accept and nothing answers. */
  freeze(process: MetaProcess): void {
    process.freeze();
  }

  /** SIGCONT */
  thaw(process: MetaProcess): void {
    process.thaw();
  }

  /** Takes a machine off the cluster's network without a word; who asks its ports from outside the model is not stopped. */
  cut(machine: string): void {
    this.#cut.add(machine);
  }

  mend(machine: string): void {
    this.#cut.delete(machine);
  }

  isCut(machine: string): boolean {
    return this.#cut.has(machine);
  }

  /** Runs it on the process if that is still there then; a frozen one does it when it goes on. */
  afterOn(process: MetaProcess, delay: number, run: () => void): Cancel {
    return this.time.after(delay, () => process.whenAwake(run));
  }

  /** Whether a connection from a machine to that host is answered at all, were it only by a refusal. */
  reaches(from: string, host: string): boolean {
    const machine = this.#machineOf(from, host);
    return machine === undefined || machine === from || !(this.isCut(machine) || this.isCut(from));
  }

  /** The process that answers at a raft address, as seen from a machine: of two the one that had the port first. */
  findRaft(from: string, host: string, port: number): Listener {
    const machine = this.#machineOf(from, host);
    if (machine === undefined) return 'refused';
    if (!this.reaches(from, host)) return 'silent';
    for (const process of this.processes) {
      if (process.listensOnRaft(machine, host, port)) return process.frozen ? 'silent' : process;
    }
    return 'refused';
  }

  #machineOf(from: string, host: string): string | undefined {
    return host === '127.0.0.1' || host === 'localhost' ? from : this.options.machineOf(host);
  }
}
