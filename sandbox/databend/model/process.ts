import type { Cancel } from '../../time/scheduler.ts';
import type { Disk } from './disk.ts';
import { type Effective, findEffective } from './disk-log.ts';
import type { MetaConfig, MetaEffects } from './meta-config.ts';
import { votersOf } from './membership.ts';
import type { Applied } from './apply.ts';
import type { Leading } from './raft/leading.ts';
import type { GrpcReply, GrpcRequest, HttpReply, LeaveReply, LeaveRequest } from './requests.ts';
import { CallSet } from './serve/call.ts';
import { askGrpc } from './serve/grpc.ts';
import { askHttp } from './serve/http.ts';
import { askRaft } from './serve/raft-port.ts';
import { boot } from './start/boot.ts';
import { interrupt } from './start/interrupt.ts';
import type { World } from './world.ts';

/** A write that waits for its majority. */
export interface Pending {
  readonly term: number;
  readonly done: (result: Proposed) => void;
}

/** `to`: who leads, as far as the refusing one knows; undefined: nobody. */
export type Proposed =
  | { readonly kind: 'applied'; readonly applied: Applied }
  | { readonly kind: 'forward'; readonly to: number | undefined };

/** One running databend-meta: its disk, and what it knows only while it runs. Only the files of this directory change it. */
export class MetaProcess {
  readonly world: World;
  readonly config: MetaConfig;
  readonly disk: Disk;
  readonly effects: MetaEffects;
  gone = false;
  frozen = false;
  /** Its ports are open. */
  listening = false;
  /** It has found a leader and registered itself. */
  started = false;
  /** It takes part in its cluster: its raft directory is open. */
  running = false;

  effective: Effective;
  committed: number;
  leading: Leading | undefined;
  /** Ids that granted its vote, while it is a candidate. */
  grants: Set<number> | undefined;
  /** When it last heard of its leader, or gave its vote. */
  heardAt: number;
  /** It votes for nobody else while it hears of its leader; a transfer takes that away, and who has just started heard nothing. */
  leased = false;
  greaterLog = false;
  election: Cancel | undefined;
  /** Waits for its leader anew. Set by `boot`: what is heard imports no election. */
  rearm: () => void = () => {};
  leaderChanges = 0;
  proposalsFailed = 0;
  /** By index. */
  readonly pending = new Map<number, Pending>();
  /** Requests that its worker has not begun. */
  readonly jobs: ((finish: () => void) => void)[] = [];
  working = false;
  /** Calls that others made to it, and that it made. */
  readonly calls = new CallSet();
  #waiting: (() => void)[] = [];

  constructor(world: World, config: MetaConfig, disk: Disk, effects: MetaEffects) {
    this.world = world;
    this.config = config;
    this.disk = disk;
    this.effects = effects;
    this.effective = findEffective(disk);
    this.committed = disk.state.applied?.index ?? -1;
    this.heardAt = world.now;
  }

  /** Undefined before the first vote. */
  get term(): number {
    return this.disk.vote?.term ?? 0;
  }

  /**
   * Who leads, as far as it knows: also a dead one that it remembers, but nobody who is no voter in its own log (as read). So a
   * joiner knows of none before the first part of the log.
   */
  get leaderId(): number | undefined {
    const { vote } = this.disk;
    if (vote?.committed !== true) return undefined;
    return votersOf(this.effective.membership).includes(vote.node) ? vote.node : undefined;
  }

  /** GET of a path on the admin port, with its query. The answer may never come. */
  http(path: string, reply: (reply: HttpReply) => void): void {
    askHttp(this, path, reply);
  }

  /** One attempt on the gRPC port. What was asked is done also when the client has gone. */
  grpc(request: GrpcRequest, reply: (reply: GrpcReply) => void): void {
    askGrpc(this, request, reply);
  }

  /** On the raft port. Cancelled when the client goes: the leader then does not take its next step. */
  raft(request: LeaveRequest, reply: (reply: LeaveReply) => void): Cancel {
    return askRaft(this, request, reply);
  }

  /** SIGINT. SIGTERM and SIGHUP have no say: the process dies, and the world is told by `remove`. */
  interrupt(): void {
    interrupt(this);
  }

  boot(): void {
    boot(this);
  }

  /** SIGKILL, or its own end: what it held in memory is lost, and connections to it are reset. */
  end(): void {
    this.gone = true;
    this.running = false;
    this.listening = false;
    this.leading = undefined;
    this.#waiting = [];
    this.jobs.length = 0;
    this.pending.clear();
    this.calls.loseAll();
  }

  freeze(): void {
    this.frozen = true;
  }

  thaw(): void {
    if (!this.frozen) return;
    this.frozen = false;
    // What its leader sent meanwhile is in its buffers and is read before any timer.
    if (this.leading === undefined) this.heardAt = this.world.now;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) this.whenAwake(run);
  }

  whenAwake(run: () => void): void {
    if (this.gone) return;
    if (this.frozen) this.#waiting.push(run);
    else run();
  }

  after(delay: number, run: () => void): Cancel {
    return this.world.afterOn(this, delay, run);
  }

  listensOnRaft(machine: string, host: string, port: number): boolean {
    const { config } = this;
    if (!this.listening || config.machine !== machine || config.raftPort !== port) return false;
    if (config.busyPorts?.includes('raft') === true) return false;
    return config.raftListenHost === '0.0.0.0' || config.raftListenHost === host || host === 'localhost';
  }
}
