import type { Duplex } from 'node:stream';
import type ssh2 from 'ssh2';
import { classifyForwardFault } from './classify.ts';
import type { SshEndpoint } from './endpoint.ts';

/** A line through a jump server to the next server; `onDoubt` is told when the jump server itself no longer answers. */
export function openForward(
  client: ssh2.Client,
  jump: SshEndpoint,
  next: SshEndpoint,
  limitMs: number,
  onDoubt: () => void,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    let given = false;
    const fail = (fault: Error) => {
      given = true;
      clearTimeout(timer);
      client.removeListener('close', onLost);
      reject(classifyForwardFault(fault, jump, next));
    };
    const onLost = () => fail(new Error('the connection was closed'));
    const timer = setTimeout(() => {
      onDoubt();
      fail(new Error(`no answer within ${limitMs} ms`));
    }, limitMs);
    client.once('close', onLost);
    try {
      client.forwardOut('127.0.0.1', 0, next.host, next.port, (fault, line) => {
        if (given) {
          line?.destroy();
          return;
        }
        if (fault) return fail(fault);
        clearTimeout(timer);
        client.removeListener('close', onLost);
        resolve(line);
      });
    } catch (fault) {
      // The connection is already gone.
      onDoubt();
      fail(fault as Error);
    }
  });
}
