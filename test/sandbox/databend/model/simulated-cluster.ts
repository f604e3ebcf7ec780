import { createDisk, type Disk } from '../../../../sandbox/databend/model/disk.ts';
import type { MetaConfig } from '../../../../sandbox/databend/model/meta-config.ts';
import type { MetaProcess } from '../../../../sandbox/databend/model/process.ts';
import type { GrpcReply, GrpcRequest, HttpReply, LeaveReply } from '../../../../sandbox/databend/model/requests.ts';
import { World } from '../../../../sandbox/databend/model/world.ts';

export interface Output {
  readonly stdout: string[];
  readonly stderr: string[];
  readonly log: string[];
  exit: number | undefined;
}

/** The address of node N, as in the recorded runs. */
export function addressOf(id: number): string {
  return `127.0.0.${id + 1}`;
}

export function raftAddressOf(id: number): string {
  return `${addressOf(id)}:28004`;
}

/** What a poller of `/v1/cluster/status` says of a node; undefined: no answer. */
export interface Seen {
  readonly state: string;
  readonly term: number;
  readonly leader: number | undefined;
  readonly last: number;
  readonly applied: number;
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  readonly replication: Readonly<Record<string, number | null>>;
}

/** A reproducible source of chance. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A cluster on a clock of its own, driven as the recorded ones were. */
export class SimulatedCluster {
  readonly world: World;
  readonly nodes = new Map<number, MetaProcess>();
  readonly disks = new Map<number, Disk>();
  readonly outputs = new Map<number, Output>();
  /** Who was elected, and in which term. */
  readonly elected: { readonly term: number; readonly id: number }[] = [];

  constructor(seed = 1, random = createRandom(seed), lateNews = 0) {
    this.world = new World({
      wall: (time) => 1_795_258_800_000 + time,
      random,
      ...(lateNews > 0 && { lateNews }),
      machineOf: (host) => (/^127\.0\.0\.\d+$/.test(host) ? host : undefined),
    });
  }

  run(milliseconds: number): void {
    this.world.time.advanceTo(this.world.now + milliseconds);
  }

  /** Runs until that is so; fails after ten minutes of the model's time. */
  until(done: () => boolean): number {
    const begun = this.world.now;
    while (!done()) {
      if (this.world.now - begun > 600_000) throw new Error('it never was so');
      this.run(10);
    }
    return this.world.now - begun;
  }

  start(id: number, config: Partial<MetaConfig> = {}): Output {
    const address = config.machine ?? addressOf(id);
    const disk = this.disks.get(id) ?? createDisk();
    this.disks.set(id, disk);
    const output: Output = { stdout: [], stderr: [], log: [], exit: undefined };
    this.outputs.set(id, output);
    const process = this.world.start(
      {
        id,
        machine: address,
        clusterName: 'foo_cluster',
        raftListenHost: address,
        raftAdvertiseHost: address,
        raftPort: 28004,
        grpcAddress: `${address}:9191`,
        grpcAdvertiseHost: address,
        adminAddress: `${address}:28002`,
        single: false,
        join: config.single === true ? [] : [raftAddressOf(id === 1 ? 2 : 1)],
        learner: false,
        heartbeat: 500,
        waitLeaderTimeout: 180_000,
        raftDir: `/var/lib/databend/n${id}/raft`,
        configFile: `/var/lib/databend/n${id}/meta.toml`,
        logDir: `/var/lib/databend/n${id}/logs`,
        logLevel: 'INFO',
        ...config,
      },
      disk,
      {
        stdout: (line) => output.stdout.push(line),
        stderr: (line) => output.stderr.push(line),
        log: (level, line) => {
          output.log.push(`${level} ${line}`);
          if (line.endsWith('a quorum granted my vote')) this.elected.push({ term: this.node(id).term, id });
        },
        listen: () => {},
        exit: (code) => {
          output.exit = code;
        },
      },
    );
    this.nodes.set(id, process);
    return output;
  }

  /** Starts it and waits for "started". */
  startUp(id: number, config: Partial<MetaConfig> = {}): Output {
    const output = this.start(id, config);
    this.until(() => output.stdout.includes('Databend Metasrv started') || output.exit !== undefined);
    return output;
  }

  /** 1 to `size`, each joined through the first. */
  grow(size: number): void {
    this.startUp(1, { single: true });
    for (let id = 2; id <= size; id += 1) this.startUp(id);
    this.run(600);
  }

  node(id: number): MetaProcess {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`there is no node ${id}`);
    return node;
  }

  kill(...ids: readonly number[]): void {
    for (const id of ids) this.world.remove(this.node(id));
  }

  /** Another directory under the same path. */
  wipe(id: number): void {
    this.disks.delete(id);
  }

  leaderAmong(...ids: readonly number[]): number | undefined {
    return ids.find((id) => this.look(id)?.state === 'Leader');
  }

  http(id: number, path: string): HttpReply | undefined {
    let got: HttpReply | undefined;
    if (!this.node(id).gone) {
      this.node(id).http(path, (reply) => {
        got = reply;
      });
    }
    return got;
  }

  grpc(id: number, request: GrpcRequest): { reply: GrpcReply | undefined; time: number | undefined } {
    const begun = this.world.now;
    const result: { reply: GrpcReply | undefined; time: number | undefined } = { reply: undefined, time: undefined };
    this.node(id).grpc(request, (reply) => {
      result.reply = reply;
      result.time = this.world.now - begun;
    });
    return result;
  }

  /** One attempt, for at most so long. */
  ask(id: number, request: GrpcRequest, limit = 60_000): GrpcReply | undefined {
    const result = this.grpc(id, request);
    const end = this.world.now + limit;
    while (result.reply === undefined && this.world.now < end) this.run(10);
    return result.reply;
  }

  upsert(id: number, key = 'k', value = 'v'): string {
    return this.ask(id, { kind: 'upsert', key, value }, 8_000)?.kind ?? 'hangs';
  }

  /** As `--leave-id --leave-via`, killed after `limit`. */
  leave(id: number, via: number, limit = 45_000): LeaveReply | undefined {
    let got: LeaveReply | undefined;
    const cancel = this.node(via).raft({ kind: 'leave', id }, (reply) => {
      got = reply;
    });
    const end = this.world.now + limit;
    while (got === undefined && this.world.now < end) this.run(10);
    if (got === undefined) cancel();
    return got;
  }

  /** What `/v1/cluster/status` says; undefined when it does not answer at once. */
  look(id: number): Seen | undefined {
    const reply = this.nodes.get(id)?.gone === false ? this.http(id, '/v1/cluster/status') : undefined;
    if (reply === undefined) return undefined;
    const status = JSON.parse(reply.body);
    const replication = Object.entries<{ index: number } | null>(status.replication ?? {});
    return {
      state: status.state,
      term: status.current_term,
      leader: status.leader === null ? undefined : Number(status.leader.name),
      last: status.last_log_index,
      applied: status.last_applied.index,
      voters: status.voters.map(({ name }: { name: string }) => Number(name)),
      learners: status.non_voters.map(({ name }: { name: string }) => Number(name)),
      replication: Object.fromEntries(replication.map(([name, at]) => [name, at === null ? null : at.index])),
    };
  }

  voters(id: number): readonly number[] | undefined {
    return this.look(id)?.voters;
  }
}
