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
  readonly alive: boolean;
}

let sandbox: TestSandbox;
let first: HostShell;
let third: HostShell;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 3, frontends: 2, speed: 20 });
  first = new HostShell(sandbox, 'fe-1');
  third = new HostShell(sandbox, 'fe-3');
  await third.unpack();
});
afterAll(() => sandbox.stop());

const sql = (statement: string) => sandbox.control('sql', { statement });
const stateOf = async (name: string) =>
  (await sandbox.control<NodeState[]>('nodes')).find((node) => node.name === name)!;

function connect(address: string, connectTimeout = 60_000): Promise<mysql.Connection> {
  const path = join(dirname(sandbox.info.clusterFile), 'secrets', 'sql-password');
  const password = readFileSync(path, 'utf8').trim();
  return mysql.createConnection({ host: address, port: 9030, user: 'root', password, connectTimeout });
}

async function join3(role: string): Promise<void> {
  expect(await sql(`ALTER SYSTEM ADD ${role} '${third.address}:9010'`)).toEqual({ kind: 'ok' });
  await third.start(`--helper ${first.address}:9010 --daemon`);
  await until(
    'fe-3 serves and is alive',
    async () => {
      const { state, alive } = await stateOf('fe-3');
      return state === 'serving' && alive;
    },
    60_000,
  );
}

describe('a frontend that is dropped while its process runs', () => {
  it('as a follower answers what it knows and refuses what the leader would have to answer', async () => {
    await join3('FOLLOWER');
    const connection = await connect(third.address);
    await sql(`ALTER SYSTEM DROP FOLLOWER '${third.address}:9010'`);
    await until('it knows', async () => (await stateOf('fe-3')).state === 'dropped', 60_000);
    await connection.query('SELECT 1');
    await connection.query('SHOW DATABASES');
    for (const statement of ['SHOW FRONTENDS', 'SHOW BACKENDS', "ALTER SYSTEM ADD FOLLOWER '127.0.0.9:9010'"]) {
      await expect(connection.query(statement)).rejects.toMatchObject({
        errno: 1064,
        message: 'Internal error processing forward',
      });
    }
    expect((await third.get('/api/health')).status).toBe(200);
    expect((await third.get('/api/bootstrap')).body).toContain('"status":"OK"');
    expect(third.read('log/fe.log')).toContain('FOLLOWER to UNKNOWN, still offer read service');
    connection.destroy();
    expect(await third.stop()).toEqual({ code: 0, out: '' });
    expect((await third.start(`--helper ${first.address}:9010`)).code).toBe(255);
    expect(third.read('log/fe.warn.log')).toContain('this node is DETACHED');
    expect(third.has('bin/fe.pid')).toBe(false);
    await third.run(`rm -rf ${third.home}/meta`);
  });

  it('as an observer accepts connections and greets none, also after a second ADD and a start with its meta directory', async () => {
    await join3('OBSERVER');
    await (await connect(third.address)).end();
    await sql(`ALTER SYSTEM DROP OBSERVER '${third.address}:9010'`);
    await until('it greets nobody', async () => (await stateOf('fe-3')).state === 'dropped', 60_000);
    await expect(connect(third.address, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    expect((await third.get('/api/bootstrap')).body).toContain('"status":"OK"');
    await sql(`ALTER SYSTEM ADD OBSERVER '${third.address}:9010'`);
    await until('it is alive all the same', async () => (await stateOf('fe-3')).alive, 60_000);
    await expect(connect(third.address, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await third.stop();
    await third.start(`--helper ${first.address}:9010 --daemon`);
    await until('its port is open again', () => third.isOpen(9030), 60_000);
    await expect(connect(third.address, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('serves again with an empty meta directory', async () => {
    await third.stop();
    await third.run(`rm -rf ${third.home}/meta`);
    await third.start(`--helper ${first.address}:9010 --daemon`);
    await until('it serves', async () => (await stateOf('fe-3')).state === 'serving', 60_000);
    const connection = await connect(third.address);
    const own = async () => {
      const [rows] = await connection.query('SHOW FRONTENDS');
      return (rows as Record<string, string>[]).find(({ IP }) => IP === third.address);
    };
    // It serves as soon as it has read the journal, as it was before; how it is now it learns from the leader's heartbeats.
    await until(
      'it has heard how it is',
      async () => {
        const { Join, Alive } = (await own()) ?? {};
        return Join === 'true' && Alive === 'true';
      },
      60_000,
    );
    expect(await own()).toMatchObject({ Role: 'OBSERVER', Join: 'true', Alive: 'true' });
    connection.destroy();
  });
});
