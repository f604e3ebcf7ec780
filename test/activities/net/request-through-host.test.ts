import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { requestThroughHost } from '../../../activities/net/request-through-host.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type RealSshdOptions, startRealSshd } from '../../fixtures/real-sshd.ts';
import { findClosedPort, startTcpServer } from '../../fixtures/tcp-server.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const BODY = `{"long":"${'x'.repeat(200_000)}"}`;

/** Something that listens on loopback alone, and a machine from which it is reached. */
async function prepare(options?: RealSshdOptions) {
  const server: Server = createServer((request, response) => {
    response.writeHead(request.url === '/v1/health' ? 200 : 404, { 'content-type': 'application/json' }).end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const sshd = await startRealSshd(options);
  closers.push(sshd.close);
  const pool = new SshPool();
  closers.push(() => pool.close());
  const ask = (port: number, path = '/v1/health', limitMs = 20_000) =>
    requestThroughHost(pool, sshd.target, { host: '127.0.0.1', port, path, limitMs });
  return { ask, port: (server.address() as AddressInfo).port };
}

/** With what every machine has, and no curl. */
function withoutCurl(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-bare-'));
  closers.push(async () => rmSync(dir, { recursive: true }));
  for (const program of ['bash', 'sh', 'env', 'timeout', 'cat']) {
    symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), join(dir, program));
  }
  return `SetEnv HOME=${dir} PATH=${dir}`;
}

describe.each<[string, () => RealSshdOptions]>([
  ['through a line of the SSH server', () => ({})],
  ['by a script where it allows no line', () => ({ config: ['AllowTcpForwarding no'] })],
  ['without curl either', () => ({ config: ['AllowTcpForwarding no', withoutCurl()] })],
])('%s', (_name, options) => {
  test('what listens there alone answers, a closed port refuses, and a silent one is given up', async () => {
    const { ask, port } = await prepare(options());
    expect(await ask(port)).toEqual({ kind: 'answered', status: 200, body: BODY });
    expect(await ask(port, '/nothing')).toMatchObject({ kind: 'answered', status: 404 });
    expect(await ask(await findClosedPort())).toMatchObject({ kind: 'refused' });
    const silent = await startTcpServer(() => {});
    closers.push(silent.close);
    // A limit that was multiplied by a pace is seldom a whole number.
    expect(await ask(silent.port, '/v1/health', 4_000 / 3)).toMatchObject({ kind: 'silent' });
  });
});

test('a path that is none of ours is not sent', async () => {
  const { ask, port } = await prepare();
  await expect(ask(port, "/v1/health' ; rm -rf /")).rejects.toThrow(/Not a path of ours/);
});
