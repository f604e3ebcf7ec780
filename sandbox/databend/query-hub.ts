import type { SandboxHost } from '../engine.ts';
import { type Line, LinkServer } from '../process/link-server.ts';
import type { FromQuery, ToQuery } from './query-protocol.ts';

export interface QueryHubOptions {
  readonly socketPath: string;
  readonly hosts: readonly SandboxHost[];
  readonly log: (line: string) => void;
}

export interface QueryLink {
  readonly pid: number;
  readonly host: SandboxHost;
  /** Its port is open. */
  ready: boolean;
  /** What it goes by now. */
  endpoints: readonly string[];
  tell(message: ToQuery): void;
}

/** Query nodes work by themselves: this only knows which of them run, and cuts them from their clients. */
export class QueryHub {
  readonly #options: QueryHubOptions;
  readonly #server: LinkServer<FromQuery, ToQuery, QueryLink>;

  constructor(options: QueryHubOptions) {
    this.#options = options;
    const { socketPath, log } = options;
    this.#server = new LinkServer({
      socketPath,
      log,
      handle: (message, link, line) => {
        if (message.type === 'start') return this.#begin(line, message);
        if (link === undefined) return undefined;
        return Object.assign(link, { ready: message.ready, endpoints: message.endpoints });
      },
      end: ({ pid, host }) => log(`databend-query ${pid} on ${host.name} is gone`),
    });
  }

  get links(): ReadonlySet<QueryLink> {
    return this.#server.links;
  }

  async listen(): Promise<void> {
    await this.#server.listen();
  }

  close(): void {
    this.#server.close();
  }

  linkOf(host: SandboxHost): QueryLink | undefined {
    return [...this.links].find((link) => link.host === host);
  }

  #begin({ tell }: Line<ToQuery>, { host: name, pid }: Extract<FromQuery, { type: 'start' }>): QueryLink | undefined {
    const { hosts, log } = this.#options;
    const host = hosts.find((one) => one.name === name);
    if (host === undefined) return undefined;
    log(`databend-query ${pid} on ${host.name} has started`);
    return { pid, host, ready: false, endpoints: [], tell };
  }
}
