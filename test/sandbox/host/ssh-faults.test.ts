import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import type { Client } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isAlive } from '../../../sandbox/daemon/sweep-processes.ts';
import { HOST_FAULTS, type HostFaultName } from '../../../sandbox/host/host-faults.ts';
import { type BareHosts, openBareHosts } from './bare-hosts.ts';
import { until } from '../../fixtures/until.ts';
import { connect, openCommand, run } from './ssh-client.ts';

const LOST = { code: undefined, signal: undefined };

describe('a fault of the way to a host', () => {
  let hosts: BareHosts;
  const clients: Client[] = [];

  async function reach(index = 0): Promise<Client> {
    const client = await connect(hosts.target(index));
    clients.push(client);
    return client;
  }

  function pathOn(name: string): string {
    return join(hosts.target(0).host.root, name);
  }

  function closed(client: Client): Promise<void> {
    return new Promise((resolve) => client.once('close', () => resolve()));
  }

  beforeAll(async () => {
    hosts = await openBareHosts(2);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    for (const name of Object.keys(HOST_FAULTS)) await hosts.server(0).clearFault(name as HostFaultName);
    for (const name of ['mark', 'upload', 'pid']) rmSync(pathOn(name), { force: true });
  });
  afterAll(() => hosts.close());

  test('ssh-refuse cuts what is open and refuses what comes, on that host only, until it is cured', async () => {
    const open = await reach();
    const cut = closed(open);
    await hosts.server(0).setFault('ssh-refuse');
    await cut;
    await expect(connect(hosts.target(0))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await run(await reach(1), 'echo other')).stdout).toBe('other\n');
    await hosts.server(0).clearFault('ssh-refuse');
    expect((await run(await reach(), 'echo back')).stdout).toBe('back\n');
  });

  test('ssh-hang accepts and sends no greeting, and greets once it is cured', async () => {
    await hosts.server(0).setFault('ssh-hang');
    const { host, sshPort } = hosts.target(0);
    const socket = connectTcp(sshPort, host.address);
    let greeting = '';
    socket.on('data', (data) => {
      greeting += data;
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    expect((await run(await reach(1), 'echo other')).stdout).toBe('other\n');
    expect(greeting).toBe('');
    await hosts.server(0).clearFault('ssh-hang');
    await until('the greeting', () => greeting.startsWith('SSH-2.0-'), 60_000);
    socket.destroy();
  });

  test('ssh-hang stops an open connection without closing it, and lets it go on once it is cured', async () => {
    const client = await reach();
    await run(client, 'true');
    await hosts.server(0).setFault('ssh-hang');
    const late = run(client, 'touch mark; echo done');
    await run(await reach(1), 'true');
    expect(existsSync(pathOn('mark'))).toBe(false);
    await hosts.server(0).clearFault('ssh-hang');
    expect(await late).toMatchObject({ stdout: 'done\n', code: 0 });
  });

  test('ssh-drop before: the connection is cut and the command never began', async () => {
    await hosts.server(0).setFault('ssh-drop', { pattern: 'touch mark', when: 'before' });
    const client = await reach();
    const gone = closed(client);
    await run(client, 'touch mark').catch(() => {});
    await gone;
    expect((await run(await reach(), '[ -e mark ]; echo $?')).stdout).toBe('1\n');
  });

  test('ssh-drop after: the effect is there, nothing of the answer arrives', async () => {
    await hosts.server(0).setFault('ssh-drop', { pattern: 'touch mark', when: 'after' });
    expect(await run(await reach(), 'touch mark; echo said')).toMatchObject({ stdout: '', ...LOST });
    expect(existsSync(pathOn('mark'))).toBe(true);
  });

  test('ssh-drop upload: a part of the file has arrived', async () => {
    await hosts.server(0).setFault('ssh-drop', { pattern: 'cat > upload', when: 'upload' });
    expect(await run(await reach(), 'cat > upload && touch mark', Buffer.alloc(5_000_000))).toMatchObject(LOST);
    expect(statSync(pathOn('upload')).size).toBeLessThan(5_000_000);
    expect(existsSync(pathOn('mark'))).toBe(false);
  });

  test('ssh-drop cuts as many commands as asked for, and only those that match', async () => {
    await hosts.server(0).setFault('ssh-drop', { pattern: 'touch m[a-z]rk', when: 'after', count: 2 });
    expect(await run(await reach(), 'echo other')).toMatchObject({ code: 0 });
    expect(await run(await reach(), 'touch mark')).toMatchObject(LOST);
    expect(hosts.server(0).faults.list()).toEqual([
      { name: 'ssh-drop', node: 'fe-1', pattern: 'touch m[a-z]rk', when: 'after', left: 1 },
    ]);
    expect(await run(await reach(), 'touch mark')).toMatchObject(LOST);
    expect(await run(await reach(), 'touch mark')).toMatchObject({ code: 0 });
    expect(hosts.server(0).faults.list()).toEqual([]);
  });

  test('ssh-outlive: a command goes on when its connection breaks, and its input ends where it was cut', async () => {
    await hosts.server(0).setFault('ssh-outlive');
    await hosts.server(0).setFault('ssh-drop', { pattern: 'cat > upload', when: 'upload' });
    await run(await reach(), 'cat > upload; touch mark', Buffer.alloc(5_000_000));
    await until('the end of the command', () => existsSync(pathOn('mark')), 60_000);
    expect(statSync(pathOn('upload')).size).toBeLessThan(5_000_000);
  });

  test('without ssh-outlive a broken connection ends the command', async () => {
    const client = await reach();
    await openCommand(client, 'echo $$ > pid; sleep 300');
    await until(
      'the command',
      () => existsSync(pathOn('pid')) && /\n/.test(readFileSync(pathOn('pid'), 'utf8')),
      60_000,
    );
    const pid = Number(readFileSync(pathOn('pid'), 'utf8'));
    client.destroy();
    await until('its end', () => !isAlive(pid), 60_000);
    expect(isAlive(pid)).toBe(false);
  });

  test('host-key shows a key that known_hosts does not have, until it is cured', async () => {
    const open = await reach();
    const cut = closed(open);
    await hosts.server(0).setFault('host-key');
    await cut;
    await expect(connect(hosts.target(0))).rejects.toThrow(/host/i);
    await hosts.server(0).clearFault('host-key');
    expect((await run(await reach(), 'echo back')).stdout).toBe('back\n');
  });

  test('auth-reject accepts no key, until it is cured', async () => {
    await hosts.server(0).setFault('auth-reject');
    await expect(connect(hosts.target(0))).rejects.toMatchObject({ level: 'client-authentication' });
    await hosts.server(0).clearFault('auth-reject');
    expect((await run(await reach(), 'echo back')).stdout).toBe('back\n');
  });

  test('a fault with arguments that make no sense is refused with the argument named', async () => {
    const set = (args: Record<string, string | number>) => hosts.server(0).setFault('ssh-drop', args);
    await expect(set({ when: 'never' })).rejects.toThrow('when is "never"');
    await expect(set({ count: 0 })).rejects.toThrow('count is 0');
    await expect(set({ pattern: '(' })).rejects.toThrow('not a regular expression');
    expect(hosts.server(0).faults.list()).toEqual([]);
  });
});
