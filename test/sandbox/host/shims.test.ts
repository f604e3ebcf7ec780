import { createServer, type Server } from 'node:net';
import type { Client } from 'ssh2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  clearShimFault,
  listShimFaults,
  SHIM_FAULTS,
  type ShimFaultName,
  setShimFault,
} from '../../../sandbox/host/shim-faults.ts';
import { type BareHosts, openBareHosts } from './bare-hosts.ts';
import { connect, run } from './ssh-client.ts';

function listen(address: string): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, address, () => resolve({ server, port: (server.address() as { port: number }).port }));
  });
}

describe('a shim of the sandbox', () => {
  let hosts: BareHosts;
  let client: Client;
  const sh = (command: string) => run(client, command);

  beforeAll(async () => {
    hosts = await openBareHosts(2);
    client = await connect(hosts.target(0));
  });
  afterEach(async () => {
    for (const name of Object.keys(SHIM_FAULTS)) await clearShimFault(hosts.target(0).host, name as ShimFaultName);
  });
  afterAll(async () => {
    client.end();
    await hosts.close();
  });

  const fault = (name: ShimFaultName, args: Record<string, string | number> = {}) =>
    setShimFault(hosts.target(0).host, name, args);

  test('hostname and ip name this host and its address', async () => {
    const { address } = hosts.target(0).host;
    expect((await sh('hostname')).stdout).toBe('fe-1\n');
    expect((await sh('hostname -I')).stdout).toBe(`${address} \n`);
    expect((await sh('ip -o -4 addr show')).stdout).toContain(`inet ${address}/24 `);
    expect((await sh('ip -o addr')).stdout).not.toContain(`${hosts.target(1).host.address}/`);
  });

  test('second-address gives the host one more address', async () => {
    await fault('second-address', { address: '127.99.0.9' });
    expect((await sh('hostname -I')).stdout).toBe(`${hosts.target(0).host.address} 127.99.0.9 \n`);
    expect((await sh('ip -o addr')).stdout).toContain('inet 127.99.0.9/24 ');
  });

  test('ss shows the ports of this host and those open on every address, not those of another host', async () => {
    const own = await listen(hosts.target(0).host.address);
    const foreign = await listen(hosts.target(1).host.address);
    const wildcard = await listen('0.0.0.0');
    const wildcard6 = await listen('::');
    const { stdout } = await sh('ss -Hltn');
    for (const { server } of [own, foreign, wildcard, wildcard6]) server.close();
    expect(stdout).toMatch(
      new RegExp(`^LISTEN +0 +511 +${hosts.target(0).host.address}:${own.port} +0\\.0\\.0\\.0:\\*`, 'm'),
    );
    expect(stdout).not.toContain(`:${foreign.port} `);
    expect(stdout).toContain(`0.0.0.0:${wildcard.port} `);
    expect(stdout).toContain(`[::]:${wildcard6.port} `);
  });

  test('ss keeps to a filter of ports, and names the process with -p', async () => {
    const [one, two] = [await listen(hosts.target(0).host.address), await listen(hosts.target(0).host.address)];
    const single = await sh(`ss -Hltnp 'sport = :${one.port}'`);
    const both = await sh(`ss -Hltn '( sport = :${one.port} or sport = :${two.port} )'`);
    const none = await sh(`ss -ltn sport = :1`);
    one.server.close();
    two.server.close();
    expect(single.stdout.trim().split('\n')).toHaveLength(1);
    expect(single.stdout).toContain(`pid=${process.pid},`);
    expect(both.stdout.trim().split('\n')).toHaveLength(2);
    expect(none.stdout.trim().split('\n')).toEqual([expect.stringMatching(/^State/)]);
    expect(await sh("ss -ltn 'dport < :80'")).toMatchObject({ code: 255 });
  });

  test('ps shows the processes of this host, not those of the machine', async () => {
    const { stdout } = await sh('ps -eww -o pid=,args= & echo own $$; wait');
    const [, own] = /^own (\d+)$/m.exec(stdout) ?? [];
    expect(stdout).toMatch(new RegExp(`^ *${own} bash `, 'm'));
    expect(stdout).not.toMatch(new RegExp(`^ *${process.pid} `, 'm'));
  });

  test('clock-skew moves the clock of date, and not a date that was asked for', async () => {
    const before = Math.floor(Date.now() / 1000);
    await fault('clock-skew', { seconds: -3600 });
    const told = Number((await sh('date +%s')).stdout);
    const after = Math.ceil(Date.now() / 1000);
    expect(told).toBeGreaterThanOrEqual(before - 3600);
    expect(told).toBeLessThanOrEqual(after - 3600);
    expect((await sh("date -u -d '@0' +%Y")).stdout).toBe('1970\n');
  });

  test('disk-full leaves no space in df', async () => {
    const free = async () => Number((await sh("df -P . | awk 'NR == 2 { print $4 }'")).stdout);
    expect(await free()).toBeGreaterThan(0);
    await fault('disk-full');
    expect(await free()).toBe(0);
    expect((await sh('df --output=avail . | tail -n 1')).stdout.trim()).toBe('0');
  });

  test('java tells its version on stderr, another one when asked to', async () => {
    expect((await sh('java -version')).stderr).toMatch(/^openjdk version "17\./);
    await fault('java-version', { version: '1.8.0_392' });
    expect((await sh('java -version')).stderr).toMatch(/^openjdk version "1\.8\.0_392"/);
  });

  test('sudo runs the rest, and systemctl knows no unit', async () => {
    expect(await sh('sudo -n -u root X=1 bash -c \'echo "$X" "$0"\' arg')).toMatchObject({
      stdout: '1 arg\n',
      code: 0,
    });
    expect(await sh("sudo -n -H -u app -- bash -s a <<< 'echo $USER $SUDO_USER $1 $LANG $SANDBOX_HOST'")).toMatchObject(
      {
        stdout: 'app starrocks a fe-1\n',
        code: 0,
      },
    );
    expect(await sh('systemctl is-active starrocks-fe')).toMatchObject({ stdout: 'inactive\n', code: 3 });
    expect(await sh('systemctl restart starrocks-fe')).toMatchObject({ code: 5 });
  });

  test('sudo refuses as the real one does', async () => {
    const says = async (command: string) => {
      const { stderr, code } = await sh(command);
      return { stderr, code };
    };
    await fault('sudo-password');
    expect(await says('sudo -n -u app -- true')).toEqual({ stderr: 'sudo: a password is required\n', code: 1 });
    await fault('sudo-tty');
    expect(await says('sudo -n -u app -- true')).toEqual({
      stderr: 'sudo: sorry, you must have a tty to run sudo\n',
      code: 1,
    });
    await fault('unknown-user', { user: 'app' });
    expect(await says('sudo -n -u app -- true')).toEqual({
      stderr: 'sudo: unknown user app\nsudo: error initializing audit plugin sudoers_audit\n',
      code: 1,
    });
    expect((await listShimFaults(hosts.target(0).host)).map(({ name }) => name)).toEqual([
      'sudo-password',
      'sudo-tty',
      'unknown-user',
    ]);
  });

  test('shim-answer replaces what a command says', async () => {
    await fault('shim-answer', { shim: 'sudo', code: 1, text: 'sudo: a password is required' });
    expect(await sh('sudo -n true')).toMatchObject({ stderr: 'sudo: a password is required\n', stdout: '', code: 1 });
    await fault('shim-answer', { shim: 'hostname', code: 0, text: 'other' });
    expect(await sh('hostname')).toMatchObject({ stdout: 'other\n', stderr: '', code: 0 });
  });

  test('what is set is listed, and nothing is left when it is cleared', async () => {
    const { host } = hosts.target(0);
    await fault('clock-skew', { seconds: 5 });
    await fault('disk-full');
    await fault('second-address', { address: '127.99.0.9' });
    await fault('shim-answer', { shim: 'sudo' });
    expect(await listShimFaults(host)).toEqual([
      { name: 'clock-skew', node: 'fe-1', seconds: '5' },
      { name: 'disk-full', node: 'fe-1' },
      { name: 'second-address', node: 'fe-1', address: '127.99.0.9' },
      { name: 'shim-answer', node: 'fe-1', shim: 'sudo' },
    ]);
    for (const name of Object.keys(SHIM_FAULTS)) await clearShimFault(host, name as ShimFaultName);
    expect(await listShimFaults(host)).toEqual([]);
    await expect(fault('clock-skew', { seconds: 'soon' })).rejects.toThrow('seconds is "soon"');
  });
});
