import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

export interface LocalPorts {
  readonly grpc: number;
  readonly ui: number;
}

/** Temporal's usual ones, so that its own tools find it without being told. */
const USUAL: LocalPorts = { grpc: 7233, ui: 8233 };
const LEAST = 20_000;
const MOST = 32_000;
const TRIES = 1_000;

/** Those of the last time; each that is taken meanwhile is replaced by a free one. */
export async function choosePorts(remembered: LocalPorts | undefined): Promise<LocalPorts> {
  const wanted = remembered ?? USUAL;
  const grpc = (await isFree(wanted.grpc)) ? wanted.grpc : await findFree([wanted.ui]);
  const ui = (await isFree(wanted.ui)) ? wanted.ui : await findFree([grpc]);
  return { grpc, ui };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

async function findFree(except: readonly number[]): Promise<number> {
  for (;;) {
    const port = await findFreePort();
    if (!except.includes(port)) return port;
  }
}

/** Below those of outgoing connections: one of them may have such a port in the moment when its server is to come back. */
export async function findFreePort(): Promise<number> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const port = randomInt(LEAST, MOST);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port from ${LEAST} to ${MOST}`);
}
