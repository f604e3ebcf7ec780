import type { SandboxHost } from '../engine.ts';
import { shimStateDir } from '../host/layout.ts';
import type { FromBackend, ToBackend } from './backend-protocol.ts';
import { type Line, LinkServer } from '../process/link-server.ts';
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
  /** The model says that it serves a moment before its ports take connections. */
  opened: boolean;
  tell(message: ToBackend): void;
}

/** Where the processes of backends meet their model. One that dies is noticed by its closed socket. */
export class BackendHub {
  readonly #options: BackendHubOptions;
  readonly #server: LinkServer<FromBackend, ToBackend, BackendLink>;

  constructor(options: BackendHubOptions) {
    this.#options = options;
    const { socketPath, log } = options;
    this.#server = new LinkServer({
      socketPath,
      log,
      handle: (message, link, line) => {
        if (message.type === 'home') return this.#welcome(line, message);
        if (link !== undefined) this.#handle(link, message);
        return link;
      },
      end: (link) => this.#end(link),
    });
  }

  get links(): ReadonlySet<BackendLink> {
    return this.#server.links;
  }

  async listen(): Promise<void> {
    await this.#server.listen();
  }

  close(): void {
    this.#server.close();
  }

  /** Also called when the fault is set or cured. */
  applyClientFaults(link: BackendLink): void {
    link.tell({ type: 'mute', on: this.#options.muted.has(link.host.name) });
  }

  #welcome(
    { tell, close }: Line<ToBackend>,
    { pid, home, kind }: Extract<FromBackend, { type: 'home' }>,
  ): BackendLink | undefined {
    const host = this.#options.hosts.find(({ root }) => home.startsWith(`${root}/`));
    if (host === undefined) {
      this.#options.log(`a ${kind} of no host: ${home}`);
      close();
      return undefined;
    }
    this.#options.log(`${kind} ${pid} on ${host.name} has started in ${home}`);
    const link: BackendLink = { pid, home, kind, host, process: undefined, opened: false, tell };
    tell({ type: 'host', address: host.address, addressFile: `${shimStateDir(host)}/addresses` });
    return link;
  }

  #end(link: BackendLink): void {
    const { world, clock, log, onEnd } = this.#options;
    const { process } = link;
    log(`${link.kind} ${link.pid} on ${link.host.name} is gone`);
    if (process !== undefined) clock.run(() => removeBackend(world, process));
    onEnd(link);
  }

  #handle(link: BackendLink, message: Exclude<FromBackend, { type: 'home' }>): void {
    const { world, clock, neverStops } = this.#options;
    clock.run(() => {
      if (message.type === 'start') link.process = startBackend(world, message.start, this.#effects(link));
      else if (message.type === 'opened') link.opened = true;
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
