import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly role: string | null;
  readonly alive: boolean;
}

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 3, frontends: 3, speed: 20 });
});
afterAll(() => sandbox.stop());

const nodes = () => sandbox.control<NodeState[]>('nodes');
const leaderName = async () =>
  (await nodes()).find(({ role, state }) => role === 'LEADER' && state === 'serving')?.name;

function connect(node: string): Promise<mysql.Connection> {
  return mysql.createConnection({
    host: sandbox.info.hostsList.find(({ name }) => name === node)!.address,
    port: 9030,
    user: 'root',
    password: readFileSync(join(dirname(sandbox.info.clusterFile), 'secrets', 'sql-password'), 'utf8').trim(),
    connectTimeout: 60_000,
  });
}

async function query(node: string, sql: string, timeout = 60_000): Promise<Record<string, string>[]> {
  const connection = await connect(node);
  try {
    const [rows] = await connection.query({ sql, timeout });
    return rows as Record<string, string>[];
  } finally {
    connection.destroy();
  }
}

async function leaderSeenFrom(node: string, statement = 'SHOW FRONTENDS'): Promise<string | undefined> {
  // One that was sent to a leader that went silent is never answered.
  const rows = await query(node, statement, 5000).catch(() => []);
  const address = rows.find(({ Role }) => Role === 'LEADER')?.['IP'];
  return sandbox.info.hostsList.find((host) => host.address === address)?.name;
}

/** Brings back whoever is down, also a leader that ends meanwhile, so that each test begins with three that are alive. */
async function heal(): Promise<void> {
  await sandbox.control('cure');
  await until('all serve under a leader', async () => {
    for (const { name, pid } of await nodes()) if (pid === null) await bringBack(name);
    const all = await nodes();
    return all.every(({ state, alive }) => state === 'serving' && alive) && all.some(({ role }) => role === 'LEADER');
  });
}

async function bringBack(name: string): Promise<void> {
  await sandbox.control('start', { node: name }).catch((error: Error) => {
    // It was started a moment ago and has not said yet that it is there.
    if (!error.message.includes('Stop it first')) throw error;
  });
  await until(`${name} runs`, async () => (await nodes()).some((node) => node.name === name && node.pid !== null));
}

describe('three frontends', () => {
  it('name one leader, each from its own view, and forward what changes the cluster', async () => {
    for (const { name } of await nodes()) {
      expect(await leaderSeenFrom(name, "SHOW PROC '/frontends'")).toBe('fe-1');
      expect(await leaderSeenFrom(name)).toBe('fe-1');
    }
    await query('fe-3', "ALTER SYSTEM ADD BACKEND '10.77.0.50:9050'");
    expect(await query('fe-2', 'SHOW BACKENDS')).toMatchObject([{ IP: '10.77.0.50', Alive: 'false' }]);
    const [ids] = await query('fe-3', 'SELECT connection_id()');
    expect(Number(ids?.['CONNECTION_ID()']) >> 24).toBe(3);
  });

  it('go on under another leader when theirs is killed', async () => {
    await sandbox.control('kill', { node: 'fe-1' });
    await until('fe-3 leads', async () => (await leaderSeenFrom('fe-2')) === 'fe-3', 60_000);
    // Each view follows in its own time.
    await until(
      'fe-3 knows it',
      async () => (await leaderSeenFrom('fe-3', "SHOW PROC '/frontends'")) === 'fe-3',
      60_000,
    );
    await heal();
    await until('fe-1 knows it', async () => (await leaderSeenFrom('fe-1')) === 'fe-3', 60_000);
    expect(await leaderName()).toBe('fe-3');
  });

  it('lose the answer of a statement that was under way when the leader is cut off silently, and the old leader ends', async () => {
    const old = (await leaderName())!;
    const others = (await nodes()).map(({ name }) => name).filter((name) => name !== old);
    const [other, third] = others as [string, string];
    // The third one too: until it is back nobody else leads, however long it takes to ask.
    for (const node of [old, third]) await sandbox.control('fault', { name: 'silent', node });
    await expect(query(other, 'SHOW FRONTENDS', 500)).rejects.toMatchObject({ code: 'PROTOCOL_SEQUENCE_TIMEOUT' });
    await sandbox.control('cure', { name: 'silent', node: third });
    await until(`${old} ends`, async () => (await nodes()).find(({ name }) => name === old)?.pid === null, 60_000);
    await until('another leads', async () => ![undefined, old].includes(await leaderSeenFrom(other)), 60_000);
    expect(new HostShell(sandbox, old).read('log/fe.out')).toContain('failed to begin txn after retried 3 times!');
    await heal();
  });

  it('hand over when their leader leaves gracefully', async () => {
    const old = (await leaderName())!;
    const outcome = await new HostShell(sandbox, old).stop('--graceful');
    expect(outcome).toEqual({ code: 0, out: '' });
    expect(new HostShell(sandbox, old).has('bin/fe.pid')).toBe(false);
    expect([undefined, old]).not.toContain(await leaderName());
    await heal();
  });

  it('have another leader when theirs is stopped by its script, and take it back as a follower', async () => {
    const old = (await leaderName())!;
    const shell = new HostShell(sandbox, old);
    const before = await query(old, 'SHOW FRONTENDS');
    expect(await shell.stop()).toEqual({ code: 0, out: '' });
    const other = (await nodes()).find(({ name }) => name !== old)!.name;
    await until('another leads', async () => ![undefined, old].includes(await leaderSeenFrom(other)), 60_000);
    expect(await shell.start()).toEqual({ code: 0, out: '' });
    await heal();
    const startOf = (rows: Record<string, string>[]) => rows.find(({ IP }) => IP === shell.address);
    const now = await query(other, 'SHOW FRONTENDS');
    expect(startOf(now)).toMatchObject({ Role: 'FOLLOWER', Join: 'true', Alive: 'true' });
    expect(startOf(now)?.['Name']).toBe(startOf(before)?.['Name']);
  });

  it('cannot spare a second one: it leaves at once and not gracefully', async () => {
    const old = (await leaderName())!;
    const [dead, other] = (await nodes()).filter(({ name }) => name !== old).map(({ name }) => name);
    await sandbox.control('kill', { node: dead! });
    await until(
      'it is seen dead',
      async () => (await query(old, 'SHOW FRONTENDS')).some(({ Alive }) => Alive === 'false'),
      60_000,
    );
    const shell = new HostShell(sandbox, other!);
    expect(await shell.stop('--graceful')).toEqual({ code: 0, out: '' });
    expect(shell.read('log/fe.log')).toContain('can only exit forcefully.');
    expect(shell.has('bin/fe.pid')).toBe(false);
    await heal();
  });

  it('wait for each other when all were stopped: one alone never serves, two do', async () => {
    const names = (await nodes()).map(({ name }) => name);
    for (const name of names) await sandbox.control('kill', { node: name });
    const [first, second] = [new HostShell(sandbox, names[0]!), new HostShell(sandbox, names[1]!)];
    await first.run(`: > ${first.home}/log/fe.log`);
    await first.start();
    const waits = () => first.read('log/fe.log').match(/wait globalStateMgr to be ready\. FE type: INIT/g)?.length ?? 0;
    await until('it waits, again and again', () => waits() > 5, 60_000);
    expect(await first.isOpen(9030)).toBe(false);
    await second.start();
    await until('both serve', async () => (await first.isOpen(9030)) && (await second.isOpen(9030)), 60_000);
    await heal();
  });

  it('end one of two processes that were started at once from one home', async () => {
    const third = new HostShell(sandbox, 'fe-3');
    await third.stop();
    const outcomes = await Promise.all([third.start(), third.start()]);
    expect(outcomes.some(({ code }) => code === 0)).toBe(true);
    await heal();
    const count = async () => {
      const { out } = await third.run(`ps -eo args= | grep '[S]tarRocksFE'`);
      return out.split('\n').filter((line) => line.includes(`${third.home}/`)).length;
    };
    // The other one may be slower to find out than the first one to serve.
    await until('one is left', async () => (await count()) === 1);
  });
});
