import type { Duplex } from 'node:stream';
import ssh2 from 'ssh2';
import type { MusterError } from '../../model/error.ts';
import { classifyConnectFault } from './classify.ts';
import type { SshEndpoint } from './endpoint.ts';
import { gatherLogins } from './gather-logins.ts';
import { orderAlgorithms, readKnownHosts, refuseHostKey } from './host-key.ts';

export interface SshConnectOptions {
  /** From the first packet to the accepted key, for each server on the way. @default 10000 ms */
  readonly connectLimitMs?: number;
  /** Pause between two questions whether the other side is still there. @default 10000 ms */
  readonly keepaliveMs?: number;
  /** Unanswered questions after which the connection counts as broken. @default 3 */
  readonly keepaliveTries?: number;
}

export const CONNECT_LIMIT_MS = 10_000;

/** A connection with a server whose key is known; over `line` when there is a jump server before it. */
export async function connectSsh(
  endpoint: SshEndpoint,
  options: SshConnectOptions = {},
  line?: Duplex,
): Promise<ssh2.Client> {
  const { connectLimitMs = CONNECT_LIMIT_MS, keepaliveMs = 10_000, keepaliveTries = 3 } = options;
  const { host, port, user } = endpoint;
  const [{ methods, tried }, known] = await Promise.all([gatherLogins(endpoint), readKnownHosts(endpoint.knownHosts)]);
  const client = new ssh2.Client();
  client.setMaxListeners(0);
  let refusal: MusterError | undefined;

  return new Promise((resolve, reject) => {
    const fail = (error: MusterError) => {
      clearTimeout(timer);
      client.destroy();
      reject(error);
    };
    const failWith = (fault: Error) => fail(refusal ?? classifyConnectFault(fault, endpoint, tried));
    // ssh2's own limit starts only after TCP has connected.
    const timer = setTimeout(() => {
      failWith(new Error(`no SSH greeting and login within ${connectLimitMs} ms`));
    }, connectLimitMs);
    client.on('error', failWith);
    client.once('close', () => failWith(new Error('the connection was closed')));
    client.once('ready', () => {
      clearTimeout(timer);
      resolve(client);
    });
    // A channel stays half open, as a socket would not: the server behind it has gone, and nobody would say so.
    // `client.destroy()` leaves alone what has ended.
    line?.once('end', () => line.destroy());
    const ways = methods.values();
    client.connect({
      host,
      port,
      ...(line && { sock: line }),
      username: user,
      authHandler: (_left, _partial, next) => {
        const way = ways.next();
        // `false` ends the list; the types do not know it.
        next(way.done ? (false as never) : way.value);
      },
      readyTimeout: 0,
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: keepaliveTries,
      algorithms: { serverHostKey: orderAlgorithms(known, endpoint) },
      hostVerifier: (key: Buffer) => {
        refusal = refuseHostKey(known, endpoint, key);
        return refusal === undefined;
      },
    });
  });
}
