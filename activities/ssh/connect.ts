import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { classifyConnectFault } from './classify.ts';
import { orderAlgorithms, readKnownHosts, refuseHostKey } from './host-key.ts';

export interface SshConnectOptions {
  /** From the first packet to the accepted key. @default 10000 ms */
  readonly connectLimitMs?: number;
  /** Pause between two questions whether the other side is still there. @default 10000 ms */
  readonly keepaliveMs?: number;
  /** Unanswered questions after which the connection counts as broken. @default 3 */
  readonly keepaliveTries?: number;
}

/** A connection with a host whose key is known. */
export async function connectSsh(target: SshTarget, options: SshConnectOptions = {}): Promise<ssh2.Client> {
  const { connectLimitMs = 10_000, keepaliveMs = 10_000, keepaliveTries = 3 } = options;
  const [privateKey, known] = await Promise.all([readKey(target.key), readKnownHosts(target.knownHosts)]);
  const client = new ssh2.Client();
  client.setMaxListeners(0);
  let refusal: MusterError | undefined;

  return new Promise((resolve, reject) => {
    const fail = (error: MusterError) => {
      clearTimeout(timer);
      client.destroy();
      reject(error);
    };
    // ssh2's own limit starts only after TCP has connected.
    const timer = setTimeout(() => {
      const silence = Object.assign(new Error(`no SSH greeting and login within ${connectLimitMs} ms`));
      fail(classifyConnectFault(silence, target));
    }, connectLimitMs);
    client.on('error', (fault) => fail(refusal ?? classifyConnectFault(fault, target)));
    client.once('close', () => fail(refusal ?? classifyConnectFault(new Error('the connection was closed'), target)));
    client.once('ready', () => {
      clearTimeout(timer);
      resolve(client);
    });
    try {
      client.connect({
        host: target.host,
        port: target.port,
        username: target.user,
        privateKey,
        authHandler: ['publickey'],
        readyTimeout: 0,
        keepaliveInterval: keepaliveMs,
        keepaliveCountMax: keepaliveTries,
        algorithms: { serverHostKey: orderAlgorithms(known, target) },
        hostVerifier: (key: Buffer) => {
          refusal = refuseHostKey(known, target, key);
          return refusal === undefined;
        },
      });
    } catch (cause) {
      fail(
        new MusterError('SSH_AUTH', `The key ${target.key} cannot be used: ${(cause as Error).message}`, {
          hint: `ssh-keygen -y -P '' -f ${target.key}   # a key with a passphrase cannot be used`,
        }),
      );
    }
  });
}

async function readKey(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new MusterError('SSH_AUTH', `The key ${path} cannot be read on the worker's machine`, {
      hint: `ls -l ${path}`,
      cause,
    });
  }
}
