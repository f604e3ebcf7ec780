import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly registered: boolean;
  readonly alive: boolean;
}

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await TestSandbox.start({ hosts: 2, frontends: 1, speed: 20 });
});
afterEach(() => sandbox.stop());

function connect(connectTimeout = 60_000): Promise<mysql.Connection> {
  const path = join(dirname(sandbox.info.clusterFile), 'secrets', 'sql-password');
  const password = readFileSync(path, 'utf8').trim();
  return mysql.createConnection({
    host: sandbox.info.hostsList[0]!.address,
    port: 9030,
    user: 'root',
    password,
    connectTimeout,
  });
}

async function stateOf(name: string): Promise<NodeState> {
  return (await sandbox.control<NodeState[]>('nodes')).find((node) => node.name === name)!;
}

describe('a fault', () => {
  it('loses the reply of a statement that took effect', async () => {
    await sandbox.control('fault', { name: 'lose-reply', node: 'fe-1', pattern: 'ADD FOLLOWER' });
    expect(await sandbox.control('faults')).toMatchObject([{ name: 'lose-reply', node: 'fe-1', left: 1 }]);
    const connection = await connect();
    await connection.query('SELECT 1');
    await expect(connection.query(`ALTER SYSTEM ADD FOLLOWER '${sandbox.info.network}.2:9010'`)).rejects.toThrow(
      'Connection lost',
    );
    expect(await stateOf('fe-2')).toMatchObject({ registered: true });
    expect(await sandbox.control('faults')).toEqual([]);
  });

  it('delays a statement, which still happens when its client has gone', async () => {
    await sandbox.control('fault', { name: 'delay', pattern: 'ADD FOLLOWER', seconds: 40 });
    const connection = await connect();
    const begun = performance.now();
    const asked = connection.query(`ALTER SYSTEM ADD FOLLOWER '${sandbox.info.network}.2:9010'`);
    asked.catch(() => {});
    await until(
      'the statement has come',
      async () => (await sandbox.control<unknown[]>('faults')).length === 0,
      60_000,
    );
    connection.destroy();
    await until('registered', async () => (await stateOf('fe-2')).registered, 60_000);
    // 40 s of the product.
    expect(performance.now() - begun).toBeGreaterThan(1900);
  });

  it('has the MySQL port accept and never greet, until it is cured', async () => {
    await sandbox.control('fault', { name: 'never-greet', node: 'fe-1' });
    await expect(connect(200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await sandbox.control('cure', { name: 'never-greet', node: 'fe-1' });
    await (await connect()).end();
  });

  it('cuts a node off, its clients too when asked', async () => {
    const connection = await connect();
    await sandbox.control('fault', { name: 'silent', node: 'fe-1', clients: true });
    const asked = connection.query({ sql: 'SELECT 1', timeout: 200 });
    await expect(asked).rejects.toMatchObject({ code: 'PROTOCOL_SEQUENCE_TIMEOUT' });
    await expect(connect(200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await sandbox.control('cure');
    expect(await sandbox.control('faults')).toEqual([]);
    await (await connect()).end();
  });

  it('lets the next start die, and the one after it live', async () => {
    const second = new HostShell(sandbox, 'fe-2');
    await second.unpack();
    await sandbox.control('sql', { statement: `ALTER SYSTEM ADD FOLLOWER '${second.address}:9010'` });
    await sandbox.control('fault', { name: 'crash-on-start', node: 'fe-2', phase: 'before-handshake' });
    const helper = `--helper ${sandbox.info.network}.1:9010`;
    expect((await second.start(helper)).code).toBe(137);
    expect(second.has('bin/fe.pid')).toBe(true);
    await second.start(`${helper} --daemon`);
    await until('alive', async () => (await stateOf('fe-2')).alive, 60_000);
  });

  it('makes a second address of the host answer, so that adding it brings the leader down', async () => {
    const first = new HostShell(sandbox, 'fe-1');
    const address = `${sandbox.info.network}.101`;
    expect(await first.isOpen(8030, address)).toBe(false);
    await sandbox.control('fault', { name: 'second-address', node: 'fe-1', address });
    await until('the second address answers', () => first.isOpen(8030, address), 60_000);
    await sandbox.control('sql', { statement: `ALTER SYSTEM ADD FOLLOWER '${address}:9010'` });
    await until('the leader is gone', async () => (await stateOf('fe-1')).pid === null, 60_000);
    expect(first.read('log/fe.out')).toContain('failed to begin txn after retried 3 times!');
  });

  it('puts another cluster where a node should be empty: in its meta directory, on its ports, among the members', async () => {
    const second = new HostShell(sandbox, 'fe-2');
    await sandbox.control('fault', { name: 'stale-meta', node: 'fe-2' });
    expect(second.read('meta/image/VERSION')).toContain('clusterId=1111111111');
    await sandbox.control('fault', { name: 'frontend-elsewhere', node: 'fe-2' });
    await until('the other frontend listens', () => second.isOpen(9030), 60_000);
    expect((await second.run('ps -eo args= | grep -c [s]tarrocks-other')).out.trim()).toBe('1');
    await sandbox.control('fault', { name: 'half-joined', node: 'fe-2', address: `${sandbox.info.network}.9:9010` });
    expect(await sandbox.control('snapshot')).toMatchObject({
      frontends: [
        { address: `${sandbox.info.network}.1:9010` },
        { address: `${sandbox.info.network}.9:9010`, joined: false },
      ],
    });
    for (const name of ['stale-meta', 'frontend-elsewhere']) await sandbox.control('cure', { name, node: 'fe-2' });
    expect(second.has('meta')).toBe(false);
    expect(await second.isOpen(9030)).toBe(false);
  });

  it('is refused when there is none of that name, or no such node', async () => {
    await expect(sandbox.control('fault', { name: 'fire', node: 'fe-1' })).rejects.toThrow('unknown fault "fire"');
    await expect(sandbox.control('fault', { name: 'silent', node: 'fe-9' })).rejects.toThrow('no node "fe-9"');
    await expect(sandbox.control('dance')).rejects.toThrow('unknown command "dance"');
  });
});

describe('a snapshot', () => {
  it('is the same for two sandboxes that were made alike', async () => {
    const comparable = (one: TestSandbox, value: unknown) =>
      JSON.stringify(value).replaceAll(one.info.dir, '<dir>').replaceAll(one.info.network, '<net>');
    const other = await TestSandbox.start({ hosts: 2, frontends: 1, speed: 20 });
    try {
      const [here, there] = [await sandbox.control('snapshot'), await other.control('snapshot')];
      expect(comparable(other, there)).toBe(comparable(sandbox, here));
    } finally {
      await other.stop();
    }
  });
});
