import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForWord, proveReach } from '../../../activities/net/prove-reach.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';

let one: SshServer;
let other: SshServer;
let pool: SshPool;

beforeAll(async () => {
  pool = new SshPool();
  one = await startSshServer();
  other = await startSshServer();
});
afterAll(async () => {
  await pool.close();
  await one.close();
  await other.close();
});

const listen = (host: string, port: number, says = '') =>
  new Promise<{ readonly port: number; readonly close: () => void }>((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(says);
    });
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve({ port: (server.address() as { port: number }).port, close: () => void server.close() });
    });
  });

async function freePort(host: string): Promise<number> {
  const { port, close } = await listen(host, 0);
  close();
  return port;
}

test('an address is reached when the word that was put there comes back, and the port is free again after it', async () => {
  const port = await freePort('127.0.0.31');
  const host = '127.0.0.31';
  await expect(proveReach(pool, { at: one.target, host, port, from: other.target })).resolves.toEqual({
    kind: 'answered',
  });
  // Twice: whoever hung up first keeps the port for a minute, and that is not the listener.
  await expect(proveReach(pool, { at: one.target, host, port, from: other.target })).resolves.toEqual({
    kind: 'answered',
  });
  const again = await listen(host, port);
  again.close();
});

test('a port that is taken cannot be tried, and says why', async () => {
  const host = '127.0.0.32';
  const taken = await listen(host, 0, 'hello\n');
  const reach = await proveReach(pool, { at: one.target, host, port: taken.port, from: other.target });
  taken.close();
  expect(reach).toMatchObject({ kind: 'no listener', why: expect.stringMatching(/in use/i) });
});

test('nobody there, somebody else there and a name that nobody knows are told apart', async () => {
  const host = '127.0.0.33';
  const closed = await freePort(host);
  const stranger = await listen(host, 0, 'hello\n');
  const ask = (name: string, port: number) => askForWord(pool, other.target, { host: name, port, word: 'abc' });
  const said = await Promise.all([ask(host, closed), ask(host, stranger.port), ask('nowhere.invalid', closed)]);
  stranger.close();
  expect(said.map(({ kind }) => kind)).toEqual(['refused', 'somebody else', 'unresolved']);
});
