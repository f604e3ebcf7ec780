import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { greets, probePort } from '../../../activities/net/probe-port.ts';
import { startMysqlServer } from '../../fixtures/mysql-server.ts';
import { findClosedPort, startTcpServer } from '../../fixtures/tcp-server.ts';
import { until } from '../../fixtures/until.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});
const serve = async (answer?: Parameters<typeof startTcpServer>[0]) => {
  const server = await startTcpServer(answer);
  closers.push(server.close);
  return server;
};

/** A process that listens and never accepts; once its queue is full the kernel answers nobody any more. */
async function serveFull(): Promise<number> {
  const script = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  const queued = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  closers.push(async () => {
    for (const socket of queued) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await until('the queue is full', () => queued.filter((socket) => !socket.connecting).length >= 2);
  return port;
}

describe('probePort', () => {
  it('calls a port open where something listens, and hangs up', async () => {
    const server = await serve();
    expect(await probePort('127.0.0.1', server.port)).toBe('open');
  });

  it('calls a port refused where nothing listens', async () => {
    expect(await probePort('127.0.0.1', await findClosedPort())).toBe('refused');
  });

  it('calls a port silent when no answer comes within the limit', async () => {
    const full = await serveFull();
    expect(await probePort('127.0.0.1', full, { limitMs: 300 })).toBe('silent');
  });

  it('calls a port silent, not free, when the name does not resolve', async () => {
    expect(await probePort('no-such-host.invalid', 9030, { limitMs: 5_000 })).toBe('silent');
  });
});

describe('greets', () => {
  it('is true for a MySQL server', async () => {
    const server = await startMysqlServer({ answer: () => ({ kind: 'ok' }) });
    closers.push(server.close);
    expect(await greets('127.0.0.1', server.port)).toBe(true);
  });

  it('is false for a port that accepts and stays silent, hangs up, refuses or speaks something else', async () => {
    const silent = await serve();
    const hangsUp = await serve((socket) => socket.end());
    const http = await serve((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await greets('127.0.0.1', silent.port, 200)).toBe(false);
    expect(await greets('127.0.0.1', hangsUp.port)).toBe(false);
    expect(await greets('127.0.0.1', http.port)).toBe(false);
    expect(await greets('127.0.0.1', await findClosedPort())).toBe(false);
  });

  it('is true also when the greeting comes byte by byte', async () => {
    const server = await serve((socket) => {
      socket.setNoDelay(true);
      const bytes = [...Buffer.from([0x4a, 0, 0, 0, 10, 0x38])];
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(Buffer.from([byte]), () => setImmediate(next));
      };
      next();
    });
    expect(await greets('127.0.0.1', server.port)).toBe(true);
  });
});
