import { existsSync, readFileSync } from 'node:fs';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';

let sandbox: TestSandbox;
let first: HostShell;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 2, frontends: 0, speed: 20 });
  first = new HostShell(sandbox, 'fe-1');
});
afterAll(() => sandbox.stop());

function connect(password: string): Promise<mysql.Connection> {
  return mysql.createConnection({ host: first.address, port: 9030, user: 'root', password, connectTimeout: 60_000 });
}

/** Changes the password as root and says who can log in afterwards. */
async function expectChange(before: string, statement: string, after: string): Promise<void> {
  const connection = await connect(before);
  const [answer] = await connection.query(statement);
  expect(answer).toMatchObject({ affectedRows: 0, warningStatus: 0 });
  await connection.end();
  const using = before === '' ? 'NO' : 'YES';
  await expect(connect(before)).rejects.toMatchObject({
    errno: 1045,
    sqlState: '28000',
    message: `Access denied for user 'root' (using password: ${using})`,
  });
  await (await connect(after)).end();
}

describe('hosts without a frontend', () => {
  it('have ssh, a package and a cluster file, and nothing of the product', async () => {
    expect(await sandbox.control('nodes')).toMatchObject([
      { name: 'fe-1', state: 'stopped', pid: null, registered: false },
      { name: 'fe-2', state: 'stopped', pid: null, registered: false },
    ]);
    expect(existsSync(first.home)).toBe(false);
    expect(await first.run('echo here')).toEqual({ code: 0, out: 'here\n' });
    expect(readFileSync(sandbox.info.clusterFile, 'utf8')).toContain('sql: { user: root, password: "file:');
    expect([...sandbox.cluster.nodes].map(({ alias }) => alias)).toEqual(['fe-1', 'fe-2']);
    await expect(sandbox.control('sql', { statement: 'SELECT 1' })).rejects.toThrow('no frontend leads');
  });

  it('make a cluster of their own with the first frontend, whose root has no password until it is given one', async () => {
    await first.unpack();
    expect(await first.start()).toEqual({ code: 0, out: '' });
    await until('it serves', () => first.isOpen(9030), 60_000);
    expect(first.read('log/fe.log')).toContain('very first time to start this node.');
    const connection = await connect('');
    const [rows] = await connection.query('SHOW FRONTENDS');
    expect(rows).toMatchObject([{ IP: first.address, Role: 'LEADER', Join: 'true', Alive: 'true' }]);
    const [{ ClusterId }] = rows as [{ ClusterId: string }];
    expect(first.read('meta/image/VERSION')).toContain(`clusterId=${ClusterId}\n`);
    await connection.end();
    await expect(connect('guess')).rejects.toMatchObject({ errno: 1045, sqlState: '28000' });
  });

  it('take a password in each way of giving one', async () => {
    await expectChange('', "SET PASSWORD = PASSWORD('one')", 'one');
    await expectChange('one', "SET PASSWORD FOR 'root' = PASSWORD('t\\'w\\\\o')", "t'w\\o");
    await expectChange("t'w\\o", "ALTER USER 'root' IDENTIFIED BY 'th''ree'", "th'ree");
    await expectChange("th'ree", "SET PASSWORD FOR 'root'@'%' = PASSWORD('four')", 'four');
  });

  it('keep it when the frontend is started again, and lead the same cluster', async () => {
    const before = first.read('meta/image/VERSION');
    await first.stop();
    await first.start();
    await until('it serves again', () => first.isOpen(9030), 60_000);
    await (await connect('four')).end();
    expect(first.read('meta/image/VERSION')).toBe(before);
  });

  it('can be given backends that answer', async () => {
    await sandbox.control('backends', { count: 25, alive: 24 });
    const connection = await connect('four');
    const [rows] = await connection.query('SHOW BACKENDS');
    const alive = (rows as { Alive: string }[]).map(({ Alive }) => Alive);
    expect(alive.filter((value) => value === 'true')).toHaveLength(24);
    expect(alive).toHaveLength(25);
    await sandbox.control('backends', { count: 1 });
    expect((await connection.query('SHOW BACKENDS'))[0]).toHaveLength(1);
    await sandbox.control('backends', { count: 0 });
    expect((await connection.query('SHOW BACKENDS'))[0]).toHaveLength(0);
    await expect(sandbox.control('backends', { count: -1 })).rejects.toThrow('count is -1');
    await connection.end();
  });
});
