import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { readMessages, sendMessage } from './json-lines.ts';

/** What a hub makes of the lines of its processes. */
export interface LinkHandlers<From, To, Link> {
  /** A Unix socket, made anew. */
  readonly socketPath: string;
  /** Where a defect of the model is told. */
  readonly log: (line: string) => void;
  /** Each message, with the link that an earlier one has made. Gives the link from now on; `undefined` while there is none. */
  readonly handle: (message: From, link: Link | undefined, line: Line<To>) => Link | undefined;
  /** Its process is gone. */
  readonly end: (link: Link) => void;
}

export interface Line<To> {
  tell(message: To): void;
  /** Nobody knows whose it is. */
  close(): void;
}

/** Where processes of the sandbox meet their model: one line each, and a process that dies is noticed by its closed socket. */
export class LinkServer<From, To, Link extends { readonly pid: number }> {
  readonly links = new Set<Link>();
  readonly #handlers: LinkHandlers<From, To, Link>;
  readonly #server: Server;

  constructor(handlers: LinkHandlers<From, To, Link>) {
    this.#handlers = handlers;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(): Promise<void> {
    const { socketPath } = this.#handlers;
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socketPath, resolve);
    });
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    const { handle, end, log } = this.#handlers;
    const line: Line<To> = { tell: (message) => sendMessage(socket, message), close: () => socket.destroy() };
    let link: Link | undefined;
    socket.on('error', () => {});
    readMessages<From>(socket, (message) => {
      // A defect in the model must not end the sandbox: it is logged, and whoever asked waits.
      try {
        link = handle(message, link, line);
        if (link !== undefined) this.links.add(link);
      } catch (error) {
        const why = error instanceof Error ? error.stack : error;
        log(`process ${link?.pid ?? 'of an unknown pid'}: ${why}`.replaceAll('\n', ' '));
      }
    });
    socket.on('close', () => {
      if (link === undefined) return;
      this.links.delete(link);
      end(link);
    });
  }
}
