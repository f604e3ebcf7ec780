import { createServer } from 'node:net';

export interface LocalPorts {
  readonly grpc: number;
  readonly ui: number;
}

/** Temporal's usual ones, so that its own tools find it without being told. */
const USUAL: LocalPorts = { grpc: 7233, ui: 8233 };

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

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No free port'));
      });
    });
  });
}
