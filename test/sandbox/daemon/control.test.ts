import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { controlSandbox, listSandboxes, readSandbox, startSandbox, stopSandbox } from '../../../sandbox/control.ts';
import { packageRoot } from '../../../sandbox/daemon/locate.ts';
import { findSandboxProcesses, isAlive } from '../../../sandbox/daemon/sweep-processes.ts';
import type { SandboxInfo } from '../../../sandbox/engine.ts';
import { until } from '../../fixtures/until.ts';
import { connect, run } from '../host/ssh-client.ts';

const BARE = { product: false, dieWithParent: true } as const;

function targetOf(info: SandboxInfo, index = 0) {
  const host = info.hostsList[index];
  if (host === undefined) throw new Error(`there is no host ${index}`);
  return { dir: info.dir, host, sshPort: info.sshPort };
}

/** Leaves a process on the first host that has left the group of its command. */
async function leaveDaemon(info: SandboxInfo): Promise<void> {
  const client = await connect(targetOf(info));
  await run(client, 'setsid nohup sleep 300 >/dev/null 2>&1 </dev/null &');
  client.end();
  await until('the process', () => findSandboxProcesses(info.dir, [info.pid]).length > 0, 60_000);
}

describe('a sandbox in the background', () => {
  let base: string;
  let dir: string;

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'muster-sandboxes-'));
    dir = join(base, 'one');
  });
  afterEach(async () => {
    for (const info of listSandboxes(base)) await stopSandbox(info.dir);
    const left = findSandboxProcesses(dir);
    if (left.length > 0) throw new Error(`still there: ${left.join(' ')}`);
    await rm(base, { recursive: true, force: true });
  });

  test('is up when start returns, and lets in who has the files that it left', async () => {
    const info = await startSandbox({ dir, hosts: 2 }, BARE);
    expect(readSandbox(dir)).toEqual(info);
    expect(info.hostsList.map(({ name, address }) => [name, address])).toEqual([
      ['fe-1', `${info.network}.1`],
      ['fe-2', `${info.network}.2`],
    ]);
    expect(statSync(join(dir, 'keys', 'id_ed25519')).mode & 0o777).toBe(0o600);
    const client = await connect(targetOf(info, 1));
    expect((await run(client, 'hostname')).stdout).toBe('fe-2\n');
    client.end();
  });

  test('leaves neither process nor directory when it is stopped', async () => {
    const info = await startSandbox({ dir }, BARE);
    await leaveDaemon(info);
    expect(await stopSandbox(dir)).toBe(true);
    expect([isAlive(info.pid), findSandboxProcesses(dir), existsSync(dir)]).toEqual([false, [], false]);
    expect(readSandbox(dir)).toBeUndefined();
    expect(await stopSandbox(dir)).toBe(false);
  });

  test('is ended by down on the control socket with everything that ran on its hosts', async () => {
    const info = await startSandbox({ dir }, BARE);
    await leaveDaemon(info);
    await controlSandbox(dir, { command: 'down', args: {} });
    await until('its end', () => !isAlive(info.pid), 60_000);
    expect(findSandboxProcesses(dir)).toEqual([]);
  });

  test('that was killed is cleared away by stop and by the next start', async () => {
    const first = await startSandbox({ dir }, BARE);
    await leaveDaemon(first);
    process.kill(first.pid, 'SIGKILL');
    await until('its end', () => !isAlive(first.pid), 60_000);
    expect(readSandbox(dir)).toBeUndefined();
    const second = await startSandbox({ dir }, BARE);
    expect(findSandboxProcesses(dir, [second.pid])).toEqual([]);
    await leaveDaemon(second);
    process.kill(second.pid, 'SIGKILL');
    await until('its end', () => !isAlive(second.pid), 60_000);
    expect(await stopSandbox(dir)).toBe(true);
    expect([findSandboxProcesses(dir), existsSync(dir)]).toEqual([[], false]);
  });

  test('ends with the process that started it when asked to', async () => {
    const program = `
      import { startSandbox } from ${JSON.stringify(join(packageRoot(), 'dist/sandbox/control.js'))};
      await startSandbox({ dir: process.argv[1] }, { product: false, dieWithParent: true });
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: 'inherit' });
    await until('the sandbox', () => readSandbox(dir) !== undefined, 60_000);
    const info = readSandbox(dir) as SandboxInfo;
    await leaveDaemon(info);
    parent.kill('SIGKILL');
    await until('its end', () => !isAlive(info.pid), 60_000);
    expect(findSandboxProcesses(dir)).toEqual([]);
  });

  test('outlives the process that started it otherwise', async () => {
    const program = `
      import { startSandbox } from ${JSON.stringify(join(packageRoot(), 'dist/sandbox/control.js'))};
      await startSandbox({ dir: process.argv[1] }, { product: false });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', program, dir], { stdio: 'inherit' });
    const code = await new Promise((resolve) => parent.once('exit', resolve));
    expect([code, readSandbox(dir)?.dir]).toEqual([0, dir]);
  });

  test('that runs already is returned by a second start', async () => {
    const first = await startSandbox({ dir }, BARE);
    expect(await startSandbox({ dir }, BARE)).toEqual(first);
  });

  test('takes a network of its own when several start at once', async () => {
    const dirs = ['one', 'two', 'three'].map((name) => join(base, name));
    const infos = await Promise.all(dirs.map((each) => startSandbox({ dir: each, hosts: 2 }, BARE)));
    expect(new Set(infos.map(({ network }) => network)).size).toBe(3);
    expect(listSandboxes(base).map((info) => info.dir)).toEqual([...dirs].sort());
    for (const info of infos) {
      const client = await connect(targetOf(info));
      expect((await run(client, 'pwd')).stdout.trim()).toBe(targetOf(info).host.root);
      client.end();
    }
  });

  test('is refused with the log line that says why when its network is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(9030, '127.81.7.1', resolve));
    const start = startSandbox({ dir, network: '127.81.7' }, BARE);
    await expect(start).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: expect.stringContaining('127.81.7.1:9030 is in use'),
      hint: expect.stringContaining('daemon.log'),
    });
    taken.close();
    expect(await stopSandbox(dir)).toBe(true);
  });

  test('that is not ready within its limit is ended, and the error says so', async () => {
    const start = startSandbox({ dir }, { ...BARE, limit: 0 });
    await expect(start).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: expect.stringContaining('not ready after 0 s'),
    });
    expect(findSandboxProcesses(dir)).toEqual([]);
  });

  test('never takes over a directory that is not its own', async () => {
    await mkdir(dir);
    writeFileSync(join(dir, 'thesis.txt'), 'precious');
    await expect(startSandbox({ dir }, BARE)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(await stopSandbox(dir)).toBe(false);
    expect(readFileSync(join(dir, 'thesis.txt'), 'utf8')).toBe('precious');
  });

  test.each([
    [{ hosts: 0 }, 'hosts 0'],
    [{ hosts: 1.5 }, 'hosts 1.5'],
    [{ hosts: 2, frontends: 3 }, 'frontends 3'],
    [{ speed: 0 }, 'speed 0'],
    [{ name: 'a b' }, 'name "a b"'],
    [{ network: '10.0.0' }, 'network "10.0.0"'],
  ])('refuses %j and names what is wrong', async (options, named) => {
    const start = startSandbox({ dir, ...options }, BARE);
    await expect(start).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining(named) });
    expect(existsSync(dir)).toBe(false);
  });

  test('sets, lists and cures faults of its hosts over the control socket', async () => {
    const info = await startSandbox({ dir, hosts: 2 }, BARE);
    const control = (command: string, args: Record<string, string | number> = {}) =>
      controlSandbox(dir, { command, args });
    await control('fault', { name: 'auth-reject', node: 'fe-2' });
    await control('fault', { name: 'clock-skew', node: 'fe-1', seconds: 60 });
    expect(await control('faults')).toEqual([
      { name: 'clock-skew', node: 'fe-1', seconds: '60' },
      { name: 'auth-reject', node: 'fe-2' },
    ]);
    await expect(connect(targetOf(info, 1))).rejects.toMatchObject({ level: 'client-authentication' });
    await control('cure', { name: 'auth-reject', node: 'fe-2' });
    expect(await control('faults')).toEqual([{ name: 'clock-skew', node: 'fe-1', seconds: '60' }]);
    await control('cure');
    expect(await control('faults')).toEqual([]);
  });

  test('says what it does not know: a command, a fault, a host', async () => {
    await startSandbox({ dir, hosts: 2 }, BARE);
    const control = (command: string, args = {}) => controlSandbox(dir, { command, args });
    await expect(control('dance')).rejects.toThrow('unknown command "dance"');
    await expect(control('fault', { name: 'rain' })).rejects.toThrow('unknown fault "rain"');
    await expect(control('fault', { name: 'ssh-refuse', node: 'fe-9' })).rejects.toThrow(
      'no host "fe-9" in this sandbox, there are fe-1, fe-2',
    );
    await expect(controlSandbox(join(base, 'none'), { command: 'info', args: {} })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
