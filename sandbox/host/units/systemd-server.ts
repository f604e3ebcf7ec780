import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { readMessages, sendMessage } from '../../process/json-lines.ts';
import type { HostUnits } from './host-units.ts';
import { answerJournalctl } from './journalctl.ts';
import { complained, type Reply } from './reply.ts';
import { answerSystemctl } from './systemctl.ts';

/** What the shims of `systemctl` and `journalctl` ask. */
export interface SystemdRequest {
  readonly host: string;
  readonly tool: string;
  readonly args: readonly string[];
}

/** Answers the commands of all hosts, one after the other on each: as one systemd does. */
export class SystemdServer {
  readonly #units: readonly HostUnits[];
  readonly #log: (line: string) => void;
  readonly #server: Server;

  constructor(units: readonly HostUnits[], log: (line: string) => void) {
    this.#units = units;
    this.#log = log;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  async listen(path: string): Promise<void> {
    rmSync(path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  close(): void {
    this.#server.close();
  }

  #serve(socket: Socket): void {
    socket.on('error', () => {});
    readMessages<SystemdRequest>(socket, (request) => {
      void this.#answer(request)
        .catch((error: unknown) => {
          this.#log(`${request.tool} on ${request.host}: ${error instanceof Error ? error.stack : error}`);
          return complained('sandbox: that is a defect of the simulation, see daemon.log');
        })
        .then((reply) => sendMessage<Reply>(socket, reply));
    });
  }

  async #answer({ host, tool, args }: SystemdRequest): Promise<Reply> {
    const units = this.#units.find((one) => one.host.name === host);
    if (units === undefined) return complained(`sandbox: no host ${host}`);
    if (tool === 'journalctl') return answerJournalctl(units.host, args, Date.now());
    return await answerSystemctl(units, args);
  }
}
