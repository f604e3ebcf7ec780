import { createServer, type ListenOptions, type Socket } from 'node:net';
import { readAddresses } from '../../process/listeners.ts';
import { isLoopback, openLoopback } from '../../host/loopback.ts';

export interface PortOptions<Name extends string> {
  readonly name: Name;
  /** Where it listens: an address of the host, all of them (0.0.0.0), or only the host itself (127.0.0.1). */
  readonly host: string;
  readonly port: number;
  readonly serve: (socket: Socket) => void;
}

/** The ports of one process on its host. */
export class Ports<Name extends string> {
  readonly #root: string;
  readonly #addresses: readonly string[];
  readonly #sockets = new Set<Socket>();
  readonly #held: (() => void)[] = [];
  #muted = false;

  /** @param root the directory of the host @param addressFile its addresses, one a line */
  constructor(root: string, addressFile: string) {
    this.#root = root;
    this.#addresses = readAddresses(addressFile);
  }

  /** Those that another process has. */
  async findBusy(ports: readonly PortOptions<Name>[]): Promise<Name[]> {
    const busy: Name[] = [];
    for (const { name, host, port } of ports) {
      for (const address of this.#addressesOf(host)) {
        if (!busy.includes(name) && !(await isFree(address, port))) busy.push(name);
      }
    }
    return busy;
  }

  /** Ends when it takes connections. */
  async open({ host, port, serve }: PortOptions<Name>): Promise<void> {
    const places: ListenOptions[] = this.#addressesOf(host).map((address) => ({ port, host: address }));
    if (isLoopback(host) || host === '0.0.0.0') places.push({ path: openLoopback(this.#root, port) });
    await Promise.all(places.map((place) => this.#accept(serve, place)));
  }

  /** Cut from its clients: nothing is read and nothing is said, no connection is closed. */
  mute(on: boolean): void {
    this.#muted = on;
    for (const socket of this.#sockets) {
      if (on) socket.pause().cork();
      else {
        socket.uncork();
        socket.resume();
      }
    }
    if (!on) for (const take of this.#held.splice(0)) take();
  }

  #addressesOf(host: string): readonly string[] {
    if (host === '0.0.0.0') return this.#addresses;
    return isLoopback(host) ? [] : [host];
  }

  #accept(serve: (socket: Socket) => void, place: ListenOptions): Promise<void> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      const take = () => {
        this.#sockets.add(socket);
        serve(socket);
      };
      if (this.#muted) this.#held.push(take);
      else take();
    });
    return new Promise((resolve) => {
      // Taken since it was probed: as with the raft port, nobody notices.
      server.on('error', () => resolve());
      server.listen(place, resolve);
    });
  }
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, address, () => probe.close(() => resolve(true)));
  });
}
