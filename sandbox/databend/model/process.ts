import type { Cancel } from '../../time/scheduler.ts';
import type { Disk } from './disk.ts';
import type { MetaConfig, MetaEffects } from './meta-config.ts';
import type { GrpcReply, GrpcRequest, HttpReply, LeaveReply, LeaveRequest } from './requests.ts';
import type { World } from './world.ts';

/** One running databend-meta. Whoever shows it to the outside uses only what stands here. */
export class MetaProcess {
  readonly world: World;
  readonly config: MetaConfig;
  readonly disk: Disk;
  readonly effects: MetaEffects;
  gone = false;
  frozen = false;
  /** Its ports are open. */
  listening = false;
  #waiting: (() => void)[] = [];

  constructor(world: World, config: MetaConfig, disk: Disk, effects: MetaEffects) {
    this.world = world;
    this.config = config;
    this.disk = disk;
    this.effects = effects;
  }

  /** GET of a path on the admin port, with its query. The answer may never come. */
  http(_path: string, _reply: (reply: HttpReply) => void): void {
    throw new Error('not yet');
  }

  /** One attempt on the gRPC port. What was asked is done also when the client has gone. */
  grpc(_request: GrpcRequest, _reply: (reply: GrpcReply) => void): void {
    throw new Error('not yet');
  }

  /** On the raft port. Cancelled when the client goes: the leader then does not take its next step. */
  raft(_request: LeaveRequest, _reply: (reply: LeaveReply) => void): Cancel {
    throw new Error('not yet');
  }

  /** SIGINT. SIGTERM and SIGHUP have no say: the process dies, and the world is told by `remove`. */
  interrupt(): void {
    throw new Error('not yet');
  }

  boot(): void {}

  end(): void {
    this.gone = true;
    this.listening = false;
    this.#waiting = [];
  }

  freeze(): void {
    this.frozen = true;
  }

  thaw(): void {
    this.frozen = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) this.whenAwake(run);
  }

  whenAwake(run: () => void): void {
    if (this.gone) return;
    if (this.frozen) this.#waiting.push(run);
    else run();
  }

  listensOnRaft(machine: string, host: string, port: number): boolean {
    const { config } = this;
    if (!this.listening || config.machine !== machine || config.raftPort !== port) return false;
    return config.raftListenHost === '0.0.0.0' || config.raftListenHost === host || host === 'localhost';
  }
}
