import { randomUUID } from 'node:crypto';
import type { SandboxHost } from '../engine.ts';
import type { RequestFaults } from '../faults/request-faults.ts';
import { type Line, LinkServer } from '../process/link-server.ts';
import type { Cancel } from '../time/scheduler.ts';
import type { WorldClock } from '../time/world-clock.ts';
import { copyDisk, createDisk, type Disk } from './model/disk.ts';
import type { MetaEffects } from './model/meta-config.ts';
import type { MetaProcess } from './model/process.ts';
import type { World } from './model/world.ts';
import { pathsOf } from './paths.ts';
import type { FoundRaftDir, FromMeta, ToMeta } from './protocol.ts';

export interface MetaHubOptions {
  readonly socketPath: string;
  readonly world: World;
  readonly clock: WorldClock;
  readonly hosts: readonly SandboxHost[];
  readonly faults: RequestFaults;
  readonly log: (line: string) => void;
}

/** One process of databend-meta and its line to the model. */
export interface MetaLink {
  readonly pid: number;
  readonly host: SandboxHost;
  readonly process: MetaProcess;
  /** Of its raft directory. */
  readonly token: string;
  /** What still has no answer, and can be called off. */
  readonly open: Map<number, Cancel>;
  /** The model says that it listens a moment before its ports take connections. */
  opened: boolean;
  tell(message: ToMeta): void;
}

interface KnownDisk {
  readonly disk: Disk;
  inode: string | undefined;
}

/** Where the processes of databend-meta meet their model. A process that dies is noticed by its closed socket. */
export class MetaHub {
  /** Hosts whose clients hear nothing. */
  readonly muted = new Set<string>();
  /** Hosts whose next process dies as soon as it has come up. */
  readonly crashing = new Set<string>();
  readonly #disks = new Map<string, KnownDisk>();
  readonly #options: MetaHubOptions;
  readonly #server: LinkServer<FromMeta, ToMeta, MetaLink>;

  constructor(options: MetaHubOptions) {
    this.#options = options;
    const { socketPath, log, clock } = options;
    this.#server = new LinkServer({
      socketPath,
      log,
      handle: (message, link, line) => {
        if (message.type === 'start') return clock.run(() => this.#start(line, message));
        if (link !== undefined) this.#handle(link, message);
        return link;
      },
      end: (link) => this.#end(link),
    });
  }

  get links(): ReadonlySet<MetaLink> {
    return this.#server.links;
  }

  async listen(): Promise<void> {
    await this.#server.listen();
  }

  close(): void {
    this.#server.close();
  }

  /** Of the host's own unit: another process may run there too. */
  linkOf(host: SandboxHost): MetaLink | undefined {
    const { raftDir } = pathsOf(host);
    return [...this.links].find((link) => link.host === host && link.process.config.raftDir === raftDir);
  }

  #end({ process, host, pid }: MetaLink): void {
    const { world, clock, log } = this.#options;
    log(`databend-meta ${pid} on ${host.name} is gone`);
    clock.run(() => world.remove(process));
  }

  #start({ tell, close }: Line<ToMeta>, message: Extract<FromMeta, { type: 'start' }>): MetaLink | undefined {
    const { hosts, world, log } = this.#options;
    const host = hosts.find(({ name }) => name === message.host);
    if (host === undefined) {
      log(`a databend-meta of no host: ${message.host}`);
      close();
      return undefined;
    }
    log(`databend-meta ${message.pid} on ${host.name} has started`);
    const { token, disk } = this.#findDisk(message.raftDir);
    const locked = [...this.links].some((link) => link.token === token);
    const config = { ...message.config, machine: host.name, ...(locked && { raftDirLocked: true }) };
    if (this.crashing.delete(host.name)) {
      tell({ type: 'exit', code: 101 });
      return undefined;
    }
    let written = token === message.raftDir.token;
    const tellAfter = (told: ToMeta) => {
      // The model has opened the directory: before the process says so the files are there.
      if (!written && !disk.fresh) tell({ type: 'raftDir', token });
      written ||= !disk.fresh;
      tell(told);
    };
    const effects: MetaEffects = {
      stdout: (line) => tellAfter({ type: 'stdout', line }),
      stderr: (line) => tellAfter({ type: 'stderr', line }),
      log: (level, line) => tellAfter({ type: 'log', level, line }),
      listen: () => {
        if (this.muted.has(host.name)) tell({ type: 'mute', on: true });
        tellAfter({ type: 'listen' });
      },
      exit: (code) => tellAfter({ type: 'exit', code }),
    };
    const process = world.start(config, disk, effects);
    return { pid: message.pid, host, process, token, open: new Map(), opened: false, tell };
  }

  /** The disk that a directory holds: a moved one is the same, a copied one begins as it was and goes its own way. */
  #findDisk({ token, inode }: FoundRaftDir): KnownDisk & { readonly token: string } {
    const known = token === undefined ? undefined : this.#disks.get(token);
    if (token !== undefined && known !== undefined && (known.inode ?? inode) === inode) {
      known.inode = inode;
      return { token, ...known };
    }
    const made = { disk: known === undefined ? createDisk() : copyDisk(known.disk), inode: undefined };
    const given = randomUUID();
    this.#disks.set(given, made);
    return { token: given, ...made };
  }

  #handle(link: MetaLink, message: Exclude<FromMeta, { type: 'start' }>): void {
    const { world, clock } = this.#options;
    const { process, open } = link;
    if (message.type === 'opened') {
      link.opened = true;
      return;
    }
    if (message.type === 'interrupt') {
      clock.run(() => process.interrupt());
      return;
    }
    const { id } = message;
    if (message.type === 'closed') {
      const cancel = open.get(id);
      open.delete(id);
      if (cancel !== undefined) clock.run(cancel);
      return;
    }
    // Silence: neither an answer nor an end.
    if (message.type !== 'http' && this.#isCut(link, message.from)) return;
    const words = describeRequest(message);
    const cut = this.#take(link, 'lose-reply', words) !== undefined;
    const delay = this.#take(link, 'delay', words)?.seconds ?? 0;
    clock.run(() => {
      open.set(
        id,
        world.afterOn(process, delay * 1000, () => {
          open.delete(id);
          switch (message.type) {
            case 'http':
              process.http(message.path, (reply) => link.tell({ type: 'httpReply', id, reply, cut }));
              return;
            case 'grpc':
              process.grpc(message.request, (reply) => link.tell({ type: 'grpcReply', id, reply, cut }));
              return;
            case 'leave':
              open.set(
                id,
                process.raft({ kind: 'leave', id: message.node }, (reply) => {
                  open.delete(id);
                  link.tell({ type: 'leaveReply', id, reply, cut });
                }),
              );
          }
        }),
      );
    });
  }

  #isCut({ host }: MetaLink, from: string): boolean {
    const { world } = this.#options;
    return from !== host.name && (world.isCut(host.name) || world.isCut(from));
  }

  #take({ host }: MetaLink, name: 'lose-reply' | 'delay', words: string) {
    return this.#options.faults.take(name, host.name, words);
  }
}

/** What the pattern of a fault is held against: `GET /v1/cluster/status`, `upsert muster/proof`, `leave 3`. */
function describeRequest(message: Extract<FromMeta, { type: 'http' | 'grpc' | 'leave' }>): string {
  if (message.type === 'http') return `GET ${message.path}`;
  if (message.type === 'leave') return `leave ${message.node}`;
  const { request } = message;
  return 'key' in request ? `${request.kind} ${request.key}` : request.kind;
}
