import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { putFile } from '../../../activities/files/put-file.ts';
import { startDetached } from '../../../activities/process/start-detached.ts';
import { stopProcess } from '../../../activities/process/stop-process.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { runScript } from '../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../model/cluster.ts';
import { SANDBOX_USER, sandboxPaths } from '../../../sandbox/host/layout.ts';
import { SshHost } from '../../../sandbox/host/ssh-host.ts';
import { makeKey } from '../../fixtures/ssh-server.ts';
import { findClosedPort } from '../../fixtures/tcp-server.ts';
import { until } from '../../fixtures/until.ts';

let dir: string;
let host: SshHost;
let target: SshTarget;
let pool: SshPool;
const limitMs = 20_000;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'muster-lost-'));
  const root = join(dir, 'hosts', 'fe-1');
  const paths = sandboxPaths(dir);
  for (const made of [root, paths.shims, dirname(paths.commandLog)]) mkdirSync(made, { recursive: true });
  const [hostKey, clientKey] = [makeKey('ed25519'), makeKey('ed25519')];
  const port = await findClosedPort();
  host = new SshHost({
    dir,
    host: { name: 'fe-1', role: 'fe', address: '127.0.0.1', root },
    port,
    hostKey,
    clientKey,
    log: () => {},
  });
  await host.listen();
  writeFileSync(join(dir, 'key'), clientKey.private);
  writeFileSync(join(dir, 'known'), `[127.0.0.1]:${port} ${hostKey.public}\n`);
  target = { host: '127.0.0.1', port, user: SANDBOX_USER, key: join(dir, 'key'), knownHosts: join(dir, 'known') };
  pool = new SshPool();
});
afterEach(async () => {
  await pool.close();
  await host.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

describe('on a host of the sandbox', () => {
  it('the outcome is unknown when the reply is lost after the effect', async () => {
    await host.setFault('ssh-drop', { pattern: 'touch', when: 'after' });
    const file = join(dir, 'effect');
    const run = () => runScript(pool, target, 'touch "$1"', { args: [file], limitMs });
    await expect(run()).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    expect(existsSync(file)).toBe(true);
    expect((await run()).code).toBe(0);
  });

  it('the outcome is unknown when the connection breaks before the effect', async () => {
    await host.setFault('ssh-drop', { pattern: 'touch', when: 'before' });
    const file = join(dir, 'effect');
    const run = () => runScript(pool, target, 'touch "$1"', { args: [file], limitMs });
    await expect(run()).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    expect(existsSync(file)).toBe(false);
    await run();
    expect(existsSync(file)).toBe(true);
  });

  it.each([false, true])(
    'a file is whole after an upload that broke midway (its writer lives on: %s)',
    async (outlive) => {
      if (outlive) await host.setFault('ssh-outlive');
      await host.setFault('ssh-drop', { pattern: 'part', when: 'upload' });
      const content = randomBytes(3_000_000);
      const path = join(dir, 'package');
      const put = () => putFile(pool, target, { path, source: { content }, mode: 0o644 });
      await expect(put()).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
      expect(existsSync(path)).toBe(false);
      expect(await put()).toMatchObject({ skipped: false });
      expect(readFileSync(path).equals(content)).toBe(true);
      expect(await put()).toMatchObject({ skipped: true });
    },
  );

  it.each(['before', 'after'])('a process is started once when the connection breaks (%s)', async (when) => {
    await host.setFault('ssh-drop', { pattern: 'setsid', when });
    const start = () =>
      startDetached(pool, target, {
        token: 't',
        command: ['bash', '-c', 'echo x >> runs; exec sleep 300', dir],
        cwd: dir,
        logFile: join(dir, 'out'),
        limitMs,
      });
    await expect(start()).rejects.toMatchObject({ code: 'SSH_LOST' });
    const { pid, started, running } = await start();
    expect(running).toBe(true);
    const runs = () => (existsSync(join(dir, 'runs')) ? readFileSync(join(dir, 'runs'), 'utf8') : '');
    await until('it has begun', () => runs() !== '');
    expect(runs()).toBe('x\n');
    expect(await stopProcess(pool, target, { pid, started, markers: ['sleep', '300'] })).toBe('stopped');
  });

  it('a host that refuses the key, shows another one or hangs is told apart', async () => {
    const hello = (connectLimitMs: number) => runScript(new SshPool({ connectLimitMs }), target, 'true', { limitMs });
    // Only one that hangs runs into the limit; whoever answers has time for it.
    for (const [fault, code, connectLimitMs] of [
      ['auth-reject', 'SSH_AUTH', limitMs],
      ['host-key', 'SSH_HOST_KEY', limitMs],
      ['ssh-hang', 'SSH_UNREACHABLE', 500],
      ['ssh-refuse', 'SSH_UNREACHABLE', limitMs],
    ] as const) {
      await host.setFault(fault);
      await expect(hello(connectLimitMs), fault).rejects.toMatchObject({ code });
      await host.clearFault(fault);
    }
  });
});
