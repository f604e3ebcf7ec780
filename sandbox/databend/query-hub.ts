import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { SandboxHost } from '../engine.ts';
import { readMessages, sendMessage } from '../process/json-lines.ts';
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
  readonly links = new Set<QueryLink>();
  readonly #options: QueryHubOptions;
  readonly #server: Server;

  constructor(options: QueryHubOptions) {
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

  linkOf(host: SandboxHost): QueryLink | undefined {
    return [...this.links].find((link) => link.host === host);
  }

  #serve(socket: Socket): void {
    let link: QueryLink | undefined;
    socket.on('error', () => {});
    readMessages<FromQuery>(socket, (message) => {
      if (message.type === 'start') {
        const host = this.#options.hosts.find(({ name }) => name === message.host);
        if (host === undefined) return;
        this.#options.log(`databend-query ${message.pid} on ${host.name} has started`);
        const tell = (told: ToQuery) => sendMessage<ToQuery>(socket, told);
        link = { pid: message.pid, host, ready: false, endpoints: [], tell };
        this.links.add(link);
      } else if (link !== undefined) {
        link.ready = message.ready;
        link.endpoints = message.endpoints;
      }
    });
    socket.on('close', () => {
      if (link === undefined) return;
      this.links.delete(link);
      this.#options.log(`databend-query ${link.pid} on ${link.host.name} is gone`);
    });
  }
}
