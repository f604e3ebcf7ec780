import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '../../../sandbox/daemon/sweep-processes.ts';
import { makeKeyPair } from '../../../sandbox/host/make-keys.ts';
import { type BareHosts, openBareHosts } from './bare-hosts.ts';
import { until } from '../../fixtures/until.ts';
import { collect, connect, openCommand, run } from './ssh-client.ts';

const MEGABYTE = 1024 * 1024;

describe('a host of the sandbox', () => {
  let hosts: BareHosts;
  const clients: Client[] = [];

  async function reach(index = 0): Promise<Client> {
    const client = await connect(hosts.target(index));
    clients.push(client);
    return client;
  }

  function pathOn(index: number, name: string): string {
    return join(hosts.target(index).host.root, name);
  }

  async function pidFrom(path: string): Promise<number> {
    await until(`a pid in ${path}`, () => existsSync(path) && /\d\n/.test(readFileSync(path, 'utf8')), 60_000);
    return Number(readFileSync(path, 'utf8'));
  }

  beforeAll(async () => {
    hosts = await openBareHosts(2);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(() => hosts.close());

  test('runs bash in its own directory and keeps stdout, stderr and the exit code apart', async () => {
    const outcome = await run(await reach(), 'shopt -q extglob; echo "$PWD:$HOME"; echo no >&2; exit 7');
    const { root } = hosts.target(0).host;
    expect(outcome).toEqual({ stdout: `${root}:${root}\n`, stderr: 'no\n', code: 7, signal: undefined });
  });

  test('reports the signal that ended a command', async () => {
    expect(await run(await reach(), 'kill -KILL $$')).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test('hands nothing of the environment of its own process to a command', async () => {
    process.env.MUSTER_TEST_SECRET = 'hunter2';
    const { stdout } = await run(await reach(), 'env | cut -d= -f1 | sort');
    delete process.env.MUSTER_TEST_SECRET;
    const fromBash = ['PWD', 'SHLVL', '_'];
    const given = ['HOME', 'LOGNAME', 'PATH', 'SANDBOX_DIR', 'SANDBOX_HOST', 'SANDBOX_ROOT', 'SHELL', 'USER'];
    expect(stdout.trim().split('\n').sort()).toEqual([...given, ...fromBash].sort());
  });

  test('takes 50 MB on stdin into a file unchanged', async () => {
    const body = randomBytes(50 * MEGABYTE);
    const { code } = await run(await reach(), 'cat > big', body);
    expect(code).toBe(0);
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(digest(readFileSync(pathOn(0, 'big')))).toBe(digest(body));
  });

  test('holds a sender back while the command does not read', async () => {
    const client = await reach();
    const channel = await openCommand(client, 'until [ -e go ]; do sleep 0.05; done; wc -c');
    let handedOver = false;
    channel.write(Buffer.alloc(30 * MEGABYTE), () => {
      handedOver = true;
    });
    channel.end();
    await run(client, 'true');
    expect(handedOver).toBe(false);
    await run(client, 'touch go');
    expect((await collect(channel)).stdout.trim()).toBe(String(30 * MEGABYTE));
  });

  test('sends 20 MB of output complete, before the channel closes', async () => {
    const { stdout, code } = await run(await reach(), `head -c ${20 * MEGABYTE} /dev/zero | tr '\\0' x`);
    expect([stdout.length, code]).toEqual([20 * MEGABYTE, 0]);
  });

  test('throws away what a command leaves unread and still answers', async () => {
    expect(await run(await reach(), 'exec 0<&-; exit 3', Buffer.alloc(8 * MEGABYTE))).toMatchObject({ code: 3 });
  });

  test('runs ten commands over one connection at once, and refuses an eleventh as sshd does', async () => {
    const client = await reach();
    const numbers = Array.from({ length: 10 }, (_, index) => index);
    const script = 'read -r number; echo "$number"';
    const channels = await Promise.all(numbers.map(() => openCommand(client, script)));
    await expect(openCommand(client, script)).rejects.toThrow('Channel open failure');
    const outcomes = channels.map((channel, index) => {
      channel.end(`${index}\n`);
      return collect(channel);
    });
    expect((await Promise.all(outcomes)).map(({ stdout }) => Number(stdout))).toEqual(numbers);
    expect((await run(client, 'echo free')).stdout).toBe('free\n');
  });

  test('passes a signal on to the command', async () => {
    const channel = await openCommand(
      await reach(),
      'trap "echo got; exit 9" USR1; echo up; while :; do sleep 0.05; done',
    );
    const done = collect(channel);
    await new Promise((resolve) => channel.once('data', resolve));
    channel.signal('USR1');
    expect(await done).toMatchObject({ stdout: 'up\ngot\n', code: 9 });
  });

  test('ends the foreground of a command when its channel closes, and leaves what left its group', async () => {
    const client = await reach();
    // It tells its pid once it has left the group, not before.
    const leaving = `setsid bash -c 'echo $$ > away; exec sleep 300' >/dev/null 2>&1 </dev/null &`;
    const script = `${leaving} echo $$ > here; sleep 300`;
    const channel = await openCommand(client, script);
    const [away, here] = [await pidFrom(pathOn(0, 'away')), await pidFrom(pathOn(0, 'here'))];
    channel.close();
    await until('the end of the foreground', () => !isAlive(here), 60_000);
    expect(isAlive(away)).toBe(true);
    expect((await run(client, 'echo still here')).stdout).toBe('still here\n');
    process.kill(away);
  });

  test('leaves a command started with nohup when the connection breaks', async () => {
    const client = await reach();
    await run(client, 'nohup sleep 300 >/dev/null 2>&1 </dev/null & echo $! > nohup.pid');
    const pid = await pidFrom(pathOn(0, 'nohup.pid'));
    client.destroy();
    const again = await reach();
    expect((await run(again, `kill -0 ${pid} && echo alive`)).stdout).toBe('alive\n');
    process.kill(pid);
  });

  test('keeps the channel open while something in the background holds its output', async () => {
    // It exits when it is told to: an exit that comes with the channel would have come before anybody listened.
    const script = '(until [ -e release ]; do sleep 0.05; done; echo late) & read -r; exit 4';
    const channel = await openCommand(await reach(), script);
    const done = collect(channel);
    const code = new Promise((resolve) => channel.once('exit', resolve));
    channel.end('\n');
    expect(await code).toBe(4);
    await run(await reach(), 'touch release');
    expect((await done).stdout).toBe('late\n');
  });

  test('serves two hosts side by side, each with its own directory and key', async () => {
    const [one, two] = await Promise.all([reach(0), reach(1)]);
    const outcomes = await Promise.all([run(one, 'hostname; pwd'), run(two, 'hostname; pwd')]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual([
      `fe-1\n${hosts.target(0).host.root}\n`,
      `fe-2\n${hosts.target(1).host.root}\n`,
    ]);
  });

  test('lets in no other key and no other user', async () => {
    const refusal = { level: 'client-authentication' };
    await expect(connect(hosts.target(0), { key: makeKeyPair('other').private })).rejects.toMatchObject(refusal);
    await expect(connect(hosts.target(0), { user: 'root' })).rejects.toMatchObject(refusal);
  });

  test('offers neither shell nor terminal nor sftp', async () => {
    const client = await reach();
    await expect(new Promise((_, reject) => client.shell(reject))).rejects.toThrow(/shell|pseudo-terminal/i);
    await expect(new Promise((_, reject) => client.sftp(reject))).rejects.toThrow(/sftp|subsystem/i);
  });

  test('records every command with its outcome', async () => {
    await run(await reach(1), 'exit 42 # recorded');
    const lines = readFileSync(join(hosts.dir, 'logs', 'commands.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const last = lines.map((line) => JSON.parse(line)).find(({ command }) => command === 'exit 42 # recorded');
    expect(last).toMatchObject({ host: 'fe-2', outcome: '42' });
  });
});
