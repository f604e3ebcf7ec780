import { appendFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SshPool, type SshPoolOptions } from '../../../activities/ssh/pool.ts';
import { runScript } from '../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../model/cluster.ts';
import { makeKey, type SshServer, type SshServerOptions, startSshServer } from '../../fixtures/ssh-server.ts';
import { findClosedPort, startTcpServer } from '../../fixtures/tcp-server.ts';
import { until } from '../../fixtures/until.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options?: SshServerOptions): Promise<SshServer> {
  const server = await startSshServer(options);
  closers.push(server.close);
  return server;
}
function makePool(options?: SshPoolOptions): SshPool {
  const pool = new SshPool(options);
  closers.push(() => pool.close());
  return pool;
}
async function serveRaw(answer?: (socket: Socket) => void): Promise<number> {
  const server = await startTcpServer(answer);
  closers.push(server.close);
  return server.port;
}
const hello = (pool: SshPool, target: SshTarget) => runScript(pool, target, 'echo hello', { limitMs: 20_000 });

describe('SshPool', () => {
  it('makes one connection for many commands, those that come at the same time included', async () => {
    const server = await serve();
    const pool = makePool();
    await Promise.all([hello(pool, server.target), hello(pool, server.target), hello(pool, server.target)]);
    await hello(pool, server.target);
    expect(server.accepted()).toBe(1);
  });

  it('makes a new connection after the host has dropped the old one', async () => {
    const server = await serve();
    const pool = makePool();
    await hello(pool, server.target);
    server.cut();
    await until(
      'a command works again',
      async () => (await hello(pool, server.target).catch(() => undefined))?.stdout === 'hello\n',
    );
    expect(server.accepted()).toBe(2);
  });

  it('closes a connection that nobody uses any more', async () => {
    const server = await serve();
    const pool = makePool({ idleMs: 20 });
    await hello(pool, server.target);
    await until('the connection is closed', () => server.connections() === 0);
    expect((await hello(pool, server.target)).stdout).toBe('hello\n');
    expect(server.accepted()).toBe(2);
  });

  it('notices that the other side went silent, and breaks off the command that waits for it', async () => {
    const server = await serve();
    // A line between the two that stops carrying anything and stays open.
    const lines = new Set<Socket>();
    const port = await serveRaw((socket) => {
      const onward = connect(server.target.port, '127.0.0.1');
      onward.on('error', () => {});
      socket.pipe(onward);
      onward.pipe(socket);
      lines.add(socket).add(onward);
    });
    closers.push(async () => {
      for (const line of lines) line.destroy();
    });
    appendFileSync(server.target.knownHosts, `[127.0.0.1]:${port} ${server.hostKeys[0]}\n`);
    const pool = makePool({ keepaliveMs: 300, keepaliveTries: 3 });
    const running = runScript(pool, { ...server.target, port }, 'sleep 60', { limitMs: 90_000 });
    const outcome = expect(running).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    await until('the command has begun', () => server.commands.length > 0);
    for (const line of lines) line.unpipe().pause();
    await outcome;
  });

  it('calls a port that refuses unreachable', async () => {
    const server = await serve();
    const port = await findClosedPort();
    await expect(hello(makePool(), { ...server.target, port })).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      message: expect.stringContaining('connection refused'),
    });
  });

  it('calls a port unreachable that accepts and never greets, within the limit', async () => {
    const server = await serve();
    const port = await serveRaw();
    await expect(hello(makePool({ connectLimitMs: 300 }), { ...server.target, port })).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      message: expect.stringContaining('no SSH greeting'),
    });
  });

  it('calls a port unreachable that accepts and hangs up, or that speaks something else', async () => {
    const server = await serve();
    for (const port of [
      await serveRaw((socket) => socket.destroy()),
      await serveRaw((socket) => socket.end('220 mail.example.org\r\n')),
    ]) {
      await expect(hello(makePool(), { ...server.target, port })).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        kind: 'transient',
      });
    }
  });

  it('tries again after a failure to connect', async () => {
    const server = await serve();
    const pool = makePool();
    const { knownHosts } = server.target;
    writeFileSync(knownHosts, '');
    await expect(hello(pool, server.target)).rejects.toMatchObject({ code: 'SSH_HOST_KEY' });
    writeFileSync(knownHosts, `[127.0.0.1]:${server.target.port} ${server.hostKeys[0]}\n`);
    expect((await hello(pool, server.target)).stdout).toBe('hello\n');
  });

  it('refuses a host that is not in known_hosts, and says how to look at its key', async () => {
    const server = await serve();
    for (const knownHosts of [join(server.dir, 'empty'), join(server.dir, 'missing')]) {
      if (knownHosts.endsWith('empty')) writeFileSync(knownHosts, '');
      await expect(hello(makePool(), { ...server.target, knownHosts })).rejects.toMatchObject({
        code: 'SSH_HOST_KEY',
        kind: 'refused',
        message: expect.stringMatching(/is not in .*; it showed ssh-ed25519 SHA256:/),
        hint: expect.stringContaining(`ssh-keyscan -p ${server.target.port} 127.0.0.1`),
      });
    }
    expect(server.commands).toEqual([]);
  });

  it('refuses a host whose key has changed, and names the line and the danger', async () => {
    const server = await serve();
    const changed = makeKey('ed25519').public;
    writeFileSync(server.target.knownHosts, `# ours\n[127.0.0.1]:${server.target.port} ${changed}\n`);
    await expect(hello(makePool(), server.target)).rejects.toMatchObject({
      code: 'SSH_HOST_KEY',
      kind: 'refused',
      message: expect.stringMatching(/known_hosts:2;.*Someone may be listening in/),
    });
    expect(server.commands).toEqual([]);
  });

  it('asks a host with several keys for the one that is known', async () => {
    const server = await serve({ keyTypes: ['ed25519', 'ecdsa', 'rsa'] });
    for (const key of server.hostKeys) {
      writeFileSync(server.target.knownHosts, `[127.0.0.1]:${server.target.port} ${key}\n`);
      expect((await hello(makePool(), server.target)).stdout).toBe('hello\n');
    }
  });

  it('says that the key is not accepted, and tries no other way in', async () => {
    const server = await serve();
    writeFileSync(server.target.key, makeKey('ed25519').private);
    await expect(hello(makePool(), server.target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      kind: 'refused',
      message: expect.stringContaining('does not accept the key'),
    });
  });

  it('says that a key is missing or cannot be used', async () => {
    const server = await serve();
    await expect(hello(makePool(), { ...server.target, key: join(server.dir, 'none') })).rejects.toMatchObject({
      code: 'SSH_AUTH',
      kind: 'refused',
    });
    writeFileSync(server.target.key, 'not a key');
    await expect(hello(makePool(), server.target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringContaining('cannot be used'),
    });
  });

  it('lets go of a caller that is aborted while it connects, and goes on for the others', async () => {
    const server = await serve();
    // A line that carries nothing until it is opened.
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const port = await serveRaw((socket) => {
      const onward = connect(server.target.port, '127.0.0.1');
      onward.on('error', () => {});
      socket.on('close', () => onward.destroy());
      void opened.then(() => socket.pipe(onward).pipe(socket));
    });
    appendFileSync(server.target.knownHosts, `[127.0.0.1]:${port} ${server.hostKeys[0]}\n`);
    const pool = makePool();
    const abort = new AbortController();
    const target = { ...server.target, port };
    const aborted = expect(
      runScript(pool, target, 'echo never > aborted', { limitMs: 20_000, signal: abort.signal }),
    ).rejects.toThrow('cancelled');
    const other = hello(pool, target);
    abort.abort(new Error('cancelled'));
    await aborted;
    open();
    expect((await other).stdout).toBe('hello\n');
    expect(server.commands.length).toBe(1);
    expect(server.accepted()).toBe(1);
  });

  it('takes no command any more once it is closed', async () => {
    const server = await serve();
    const pool = new SshPool();
    await hello(pool, server.target);
    await pool.close();
    await expect(hello(pool, server.target)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
