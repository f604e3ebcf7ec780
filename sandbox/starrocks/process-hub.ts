import type { SandboxHost } from '../engine.ts';
import type { RequestFaults } from '../faults/request-faults.ts';
import { shimStateDir } from '../host/layout.ts';
import { checkToken } from './check-token.ts';
import { describeMeta } from './describe-meta.ts';
import { type Line, LinkServer } from '../process/link-server.ts';
import { findUser } from './model/accounts.ts';
import { OK } from './model/answer.ts';
import { answerHttp } from './model/answer-http.ts';
import { removeProcess } from './model/end-process.ts';
import { execute } from './model/execute.ts';
import { leaveGracefully, losesConnection, terminate } from './model/graceful.ts';
import type { Process, ProcessEffects } from './model/process.ts';
import { openSession, type Session } from './model/session.ts';
import { startProcess } from './model/startup.ts';
import type { World } from './model/world.ts';
import type { FromProcess, ToProcess } from './protocol.ts';
import type { WorldClock } from '../time/world-clock.ts';

export interface HubOptions {
  readonly socketPath: string;
  readonly world: World;
  readonly clock: WorldClock;
  readonly hosts: readonly SandboxHost[];
  readonly faults: RequestFaults;
  readonly log: (line: string) => void;
  /** A process is gone, and the model knows. */
  readonly onEnd: (link: Link) => void;
}

/** One process of a frontend and its line to the model. */
export interface Link {
  readonly pid: number;
  readonly home: string;
  readonly host: SandboxHost;
  /** From the moment when it has looked around in its home. */
  process: Process | undefined;
  /** The model says that it serves a moment before its ports take connections. */
  opened: boolean;
  readonly sessions: Map<number, Session>;
  tell(message: ToProcess): void;
}

/** Where the processes of frontends meet their model. A process that dies is noticed by its closed socket. */
export class ProcessHub {
  /** Nodes whose MySQL port greets nobody, and whose clients hear nothing. */
  readonly neverGreet = new Set<string>();
  readonly muted = new Set<string>();
  /** Nodes whose process does not end at a signal that it can catch. */
  readonly neverStops = new Set<string>();
  readonly #options: HubOptions;
  readonly #server: LinkServer<FromProcess, ToProcess, Link>;

  constructor(options: HubOptions) {
    this.#options = options;
    const { socketPath, log } = options;
    this.#server = new LinkServer({
      socketPath,
      log,
      handle: (message, link, line) => {
        if (message.type === 'home') return this.#welcome(line, message.pid, message.home);
        if (link !== undefined) this.#handle(link, message);
        return link;
      },
      end: (link) => this.#end(link),
    });
  }

  get links(): ReadonlySet<Link> {
    return this.#server.links;
  }

  async listen(): Promise<void> {
    await this.#server.listen();
  }

  close(): void {
    this.#server.close();
  }

  #welcome(line: Line<ToProcess>, pid: number, home: string): Link | undefined {
    const host = this.#options.hosts.find(({ root }) => home.startsWith(`${root}/`));
    if (host === undefined) {
      this.#options.log(`a frontend of no host: ${home}`);
      line.close();
      return undefined;
    }
    this.#options.log(`frontend ${pid} on ${host.name} has started in ${home}`);
    const link: Link = {
      pid,
      home,
      host,
      process: undefined,
      opened: false,
      sessions: new Map(),
      tell: line.tell,
    };
    link.tell({ type: 'host', address: host.address, addressFile: `${shimStateDir(host)}/addresses` });
    return link;
  }

  #end(link: Link): void {
    const { world, clock, log, onEnd } = this.#options;
    const { process } = link;
    log(`frontend ${link.pid} on ${link.host.name} is gone`);
    if (process !== undefined) clock.run(() => removeProcess(world, process));
    onEnd(link);
  }

  #handle(link: Link, message: Exclude<FromProcess, { type: 'home' }>): void {
    const { world, clock } = this.#options;
    clock.run(() => {
      const { process } = link;
      if (message.type === 'start') {
        link.process = startProcess(world, message.start, this.#effects(link));
      } else if (message.type === 'opened') {
        link.opened = true;
      } else if (message.type === 'signal') {
        if (this.neverStops.has(link.host.name)) return;
        if (process === undefined) link.tell({ type: 'exit', code: 143 });
        else if (message.name === 'SIGTERM') terminate(world, process);
        else leaveGracefully(world, process);
      } else if (process !== undefined) {
        this.#serveClient(link, process, message);
      }
    });
  }

  #serveClient(
    link: Link,
    process: Process,
    message: Extract<FromProcess, { type: 'login' | 'query' | 'http' | 'closed' }>,
  ): void {
    const { world } = this.#options;
    switch (message.type) {
      case 'login': {
        const { id, connection, user: name, scramble, token } = message;
        const user = findUser(world.metadataOf(process), name);
        const answer = checkToken(user, name, Buffer.from(scramble, 'hex'), Buffer.from(token, 'hex'));
        if (answer.kind === 'ok' && user !== undefined) link.sessions.set(connection, openSession(connection, user));
        link.tell({ type: 'answer', id, answer });
        return;
      }
      case 'query': {
        const session = link.sessions.get(message.connection);
        if (session !== undefined) this.#query(link, process, session, message.id, message.sql);
        return;
      }
      case 'http': {
        const { status, type, body } = answerHttp(world, process, message.url);
        link.tell({ type: 'httpAnswer', id: message.id, status, contentType: type, body });
        return;
      }
      case 'closed':
        link.sessions.delete(message.connection);
    }
  }

  #query(link: Link, process: Process, session: Session, id: number, sql: string): void {
    const { world, faults } = this.#options;
    const lost = faults.take('lose-reply', link.host.name, sql) !== undefined;
    const delay = faults.take('delay', link.host.name, sql)?.seconds ?? 0;
    if (losesConnection(process, session)) {
      link.tell({ type: 'answer', id, answer: OK, cut: true });
      return;
    }
    world.afterOn(process, delay * 1000, () =>
      execute(world, process, session, sql, (answer) =>
        link.tell({ type: 'answer', id, answer, ...(lost && { cut: true }) }),
      ),
    );
  }

  #effects(link: Link): ProcessEffects {
    return {
      log: (line) => link.tell({ type: 'log', line }),
      writeMeta: (environment) => link.tell({ type: 'meta', ...describeMeta(environment) }),
      openPorts: () => {
        const { world } = this.#options;
        const id = link.process === undefined ? 1 : (world.ownRow(link.process)?.id ?? 1);
        this.applyClientFaults(link);
        link.tell({ type: 'open', frontendId: id });
        this.applyClientFaults(link);
      },
      greetsChanged: () => this.applyClientFaults(link),
      exit: (code) => link.tell({ type: 'exit', code }),
      die: () => link.tell({ type: 'die' }),
    };
  }

  /** Also called when one of these faults is set or cured. */
  applyClientFaults(link: Link): void {
    const greets = link.process?.greets !== false && !this.neverGreet.has(link.host.name);
    link.tell({ type: 'greet', on: greets });
    link.tell({ type: 'mute', on: this.muted.has(link.host.name) });
  }
}
