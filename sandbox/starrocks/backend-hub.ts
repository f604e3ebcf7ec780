import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { SandboxHost } from '../engine.ts';
import { shimStateDir } from '../host/layout.ts';
import type { FromBackend, ToBackend } from './backend-protocol.ts';
import { readMessages, sendMessage } from '../process/json-lines.ts';
import type { BackendEffects, BackendKind, BackendProcess } from './model/backend-process.ts';
import { leaveBackend, removeBackend, startBackend } from './model/start-backend.ts';
import type { World } from './model/world.ts';
import type { WorldClock } from '../time/world-clock.ts';

export interface BackendHubOptions {
  readonly socketPath: string;
  readonly world: World;
  readonly clock: WorldClock;
  readonly hosts: readonly SandboxHost[];
  /** Names of hosts whose process does not end at SIGTERM, and of those whose clients hear nothing. */
  readonly neverStops: ReadonlySet<string>;
  readonly muted: ReadonlySet<string>;
  readonly log: (line: string) => void;
  /** A process is gone, and the model knows. */
  readonly onEnd: (link: BackendLink) => void;
}

/** One process of a backend or compute node and its line to the model. */
export interface BackendLink {
  readonly pid: number;
  readonly home: string;
  readonly kind: BackendKind;
  readonly host: SandboxHost;
  /** From the moment when it has looked around in its home. */
  process: BackendProcess | undefined;
  tell(message: ToBackend): void;
}

/** Where the processes of backends meet their model. One that dies is noticed by its closed socket. */
export class BackendHub {
  readonly links = new Set<BackendLink>();
  readonly #options: BackendHubOptions;
  readonly #server: Server;

  constructor(options: BackendHubOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<void> {
    rmSync(this.#options.socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.socketPath, resolve);
    });
  }

  close(): void {
    this.#server.close();
  }

  /** Also called when the fault is set or cured. */
  applyClientFaults(link: BackendLink): void {
    link.tell({ type: 'mute', on: this.#options.muted.has(link.host.name) });
  }

  #serve(socket: Socket): void {
    const { world, clock, log, onEnd } = this.#options;
    let link: BackendLink | undefined;
    socket.on('error', () => {});
    readMessages<FromBackend>(socket, (message) => {
      if (message.type === 'home') link = this.#welcome(socket, message);
      else if (link !== undefined) this.#handle(link, message);
    });
    socket.on('close', () => {
      if (link === undefined) return;
      const { process } = link;
      this.links.delete(link);
      log(`${link.kind} ${link.pid} on ${link.host.name} is gone`);
      if (process !== undefined) clock.run(() => removeBackend(world, process));
      onEnd(link);
    });
  }

  #welcome(socket: Socket, { pid, home, kind }: Extract<FromBackend, { type: 'home' }>): BackendLink | undefined {
    const host = this.#options.hosts.find(({ root }) => home.startsWith(`${root}/`));
    if (host === undefined) {
      this.#options.log(`a ${kind} of no host: ${home}`);
      socket.destroy();
      return undefined;
    }
    this.#options.log(`${kind} ${pid} on ${host.name} has started in ${home}`);
    const tell = (message: ToBackend) => sendMessage<ToBackend>(socket, message);
    const link: BackendLink = { pid, home, kind, host, process: undefined, tell };
    this.links.add(link);
    tell({ type: 'host', address: host.address, addressFile: `${shimStateDir(host)}/addresses` });
    return link;
  }

  #handle(link: BackendLink, message: Exclude<FromBackend, { type: 'home' }>): void {
    const { world, clock, neverStops } = this.#options;
    clock.run(() => {
      if (message.type === 'start') link.process = startBackend(world, message.start, this.#effects(link));
      else if (neverStops.has(link.host.name)) return;
      else if (link.process === undefined) link.tell({ type: 'exit', code: 0 });
      else leaveBackend(world, link.process);
    });
  }

  #effects(link: BackendLink): BackendEffects {
    return {
      log: (line) => link.tell({ type: 'log', line }),
      openPorts: () => {
        link.tell({ type: 'open' });
        this.applyClientFaults(link);
      },
      keepClusterId: (clusterId) => link.tell({ type: 'cluster', clusterId }),
      holdTablets: (on) => link.tell({ type: 'tablets', on }),
      exit: (code) => link.tell({ type: 'exit', code }),
      die: () => link.tell({ type: 'die' }),
    };
  }
}
