import { readFileSync, watch } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';

export interface Opening {
  /** As the product's log names it. */
  readonly name: string;
  readonly port: number;
  /** One server for each address. */
  readonly serve: () => Server;
}

export interface BusyPort {
  readonly name: string;
  readonly port: number;
}

/** The ports of a process on every address of the host; it listens on all of them. */
export class Listeners {
  readonly #openings: readonly Opening[];
  readonly #addressFile: string;
  /** Called with a port that could not be had. */
  readonly #onBusy: (busy: BusyPort) => void;
  readonly #served = new Set<string>();
  readonly #sockets = new Set<Socket>();
  /** Connections that came while it was muted: none of its servers knows of them yet. */
  readonly #held: (() => void)[] = [];
  #muted = false;

  constructor(openings: readonly Opening[], addressFile: string, onBusy: (busy: BusyPort) => void) {
    this.#openings = openings;
    this.#addressFile = addressFile;
    this.#onBusy = onBusy;
  }

  /** Ends when each of them takes connections. */
  async open(): Promise<void> {
    const opened = this.#openMissing();
    // An address that the host gets later is served too.
    watch(dirname(this.#addressFile), () => void this.#openMissing()).on('error', () => {});
    await opened;
  }

  /** Cut from its clients: nothing is read and nothing is said, no connection is closed. */
  mute(on: boolean): void {
    this.#muted = on;
    if (!on) for (const take of this.#held.splice(0)) take();
    for (const socket of this.#sockets) {
      if (on) socket.pause().cork();
      else {
        socket.uncork();
        socket.resume();
      }
    }
  }

  async #openMissing(): Promise<void> {
    const missing = readAddresses(this.#addressFile).filter((address) => !this.#served.has(address));
    for (const address of missing) this.#served.add(address);
    await Promise.all(missing.flatMap((address) => this.#openings.map((opening) => this.#listen(opening, address))));
  }

  /** Of a port that is busy it is told otherwise, and this never ends. */
  async #listen({ name, port, serve }: Opening, address: string): Promise<void> {
    const server = serve();
    // A server of its own in front: that of HTTP reads from a connection whether it is paused or not.
    const front = createServer((socket) => {
      socket.on('error', () => {});
      const take = () => {
        this.#sockets.add(socket);
        server.emit('connection', socket);
      };
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#muted) this.#held.push(take);
      else take();
    });
    front.on('error', () => this.#onBusy({ name, port }));
    await new Promise<void>((resolve) => front.listen(port, address, resolve));
  }
}

export function readAddresses(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** A port that accepts and says nothing. */
export function serveSilence(): Server {
  return createServer((socket) => socket.on('error', () => {}));
}

/** Tries each port once, before anything else is done. */
export async function findBusyPort(openings: readonly BusyPort[], address: string): Promise<BusyPort | undefined> {
  for (const { name, port } of openings) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, address, () => probe.close(() => resolve(true)));
    });
    if (!free) return { name, port };
  }
  return undefined;
}
