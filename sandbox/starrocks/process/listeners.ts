import { readFileSync, watch } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Ports } from '../model/process.ts';

export interface Services {
  readonly onMysql: (socket: Socket) => void;
  readonly onHttp: RequestListener;
  /** A port that could not be had. */
  readonly onBusy: (name: string, port: number) => void;
}

const NAMES: Readonly<Record<keyof Ports, string>> = {
  editLog: 'edit_log_port',
  http: 'http_port',
  rpc: 'rpc_port',
  query: 'query_port',
};

/** The four ports on every address of the host; a frontend listens on all of them. */
export class Listeners {
  readonly #ports: Ports;
  readonly #addressFile: string;
  readonly #services: Services;
  readonly #served = new Set<string>();
  readonly #sockets = new Set<Socket>();
  #muted = false;

  constructor(ports: Ports, addressFile: string, services: Services) {
    this.#ports = ports;
    this.#addressFile = addressFile;
    this.#services = services;
  }

  open(): void {
    this.#openMissing();
    // An address that the host gets later is served too.
    watch(dirname(this.#addressFile), () => this.#openMissing()).on('error', () => {});
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
  }

  #openMissing(): void {
    for (const address of readAddresses(this.#addressFile)) {
      if (this.#served.has(address)) continue;
      this.#served.add(address);
      const { editLog, http, rpc, query } = this.#ports;
      const silent = () => createServer((socket) => socket.on('error', () => {}));
      this.#listen(silent(), 'editLog', editLog, address);
      this.#listen(createHttpServer(this.#services.onHttp), 'http', http, address);
      this.#listen(silent(), 'rpc', rpc, address);
      this.#listen(createServer(this.#services.onMysql), 'query', query, address);
    }
  }

  #listen(server: Server, name: keyof Ports, port: number, address: string): void {
    server.on('error', () => this.#services.onBusy(NAMES[name], port));
    server.prependListener('connection', (socket: Socket) => {
      socket.on('error', () => {});
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      if (this.#muted) socket.pause().cork();
    });
    server.listen(port, address);
  }
}

export function readAddresses(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}

/** Tries each port once, before anything else is done. */
export async function findBusyPort(ports: Ports, address: string): Promise<{ name: string; port: number } | undefined> {
  for (const key of Object.keys(NAMES) as (keyof Ports)[]) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(ports[key], address, () => probe.close(() => resolve(true)));
    });
    if (!free) return { name: NAMES[key], port: ports[key] };
  }
  return undefined;
}
