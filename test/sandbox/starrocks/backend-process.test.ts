import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../sandbox/starrocks/model/answer.ts';
import type { Snapshot } from '../../../sandbox/starrocks/snapshot.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly role: string | null;
  readonly registered: boolean;
  readonly alive: boolean;
}

type Row = Readonly<Record<string, string | null>>;

let sandbox: TestSandbox;
let be1: HostShell;
let be2: HostShell;
let be3: HostShell;
let cn1: HostShell;
beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 1, speed: 20, backends: 2, backendHosts: 3, computeNodes: 1 });
  [be1, be2, be3, cn1] = ['be-1', 'be-2', 'be-3', 'cn-1'].map((name) => new HostShell(sandbox, name)) as [
    HostShell,
    HostShell,
    HostShell,
    HostShell,
  ];
});
afterAll(() => sandbox.stop());

async function sql(statement: string): Promise<Answer> {
  return await sandbox.control<Answer>('sql', { statement });
}

/** By alias of the host. */
async function show(what: 'BACKENDS' | 'COMPUTE NODES'): Promise<Record<string, Row>> {
  const answer = await sql(`SHOW ${what}`);
  if (answer.kind !== 'rows') throw new Error(JSON.stringify(answer));
  const rows = answer.rows.map((row) =>
    Object.fromEntries(answer.columns.map(({ name }, index) => [name, row[index] ?? null])),
  );
  const nameOf = (address: unknown) => sandbox.info.hostsList.find((host) => host.address === address)?.name ?? '';
  return Object.fromEntries(rows.map((row) => [nameOf(row['IP']), row]));
}

async function nodeOf(name: string): Promise<NodeState> {
  return (await sandbox.control<NodeState[]>('nodes')).find((node) => node.name === name)!;
}

describe('after up', () => {
  it('backends and compute nodes run and are registered', async () => {
    expect(await sandbox.control('nodes')).toMatchObject([
      { name: 'fe-1', role: 'LEADER', state: 'serving', registered: true, alive: true },
      { name: 'be-1', role: 'BACKEND', state: 'serving', registered: true, alive: true },
      { name: 'be-2', role: 'BACKEND', state: 'serving', registered: true, alive: true },
      { name: 'be-3', role: null, state: 'stopped', pid: null, registered: false, alive: false },
      { name: 'cn-1', role: 'COMPUTE NODE', state: 'serving', registered: true, alive: true },
    ]);
    const rows = await show('BACKENDS');
    expect(Object.keys(rows)).toEqual(['be-1', 'be-2']);
    expect(rows['be-1']).toMatchObject({
      IP: be1.address,
      HeartbeatPort: '9050',
      BePort: '9060',
      HttpPort: '8040',
      BrpcPort: '8060',
      Alive: 'true',
      SystemDecommissioned: 'false',
      ErrMsg: '',
      Version: '3.5.7-d2da301',
      StatusCode: 'OK',
    });
    expect(rows['be-1']?.['LastStartTime']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(await show('COMPUTE NODES')).toMatchObject({
      'cn-1': { BePort: '9060', Alive: 'true', StatusCode: 'OK', HasStoragePath: 'false' },
    });
  });

  it('the cluster file names them', () => {
    expect(sandbox.cluster.nodes).toMatchObject([
      { alias: 'fe-1', role: 'fe' },
      { alias: 'be-1', role: 'be', host: be1.address, home: be1.home, storage: [{ path: `${be1.home}/storage` }] },
      { alias: 'be-2', role: 'be', ports: { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 } },
      { alias: 'be-3', role: 'be', config: { priority_networks: `${sandbox.info.network}.0/24` } },
      { alias: 'cn-1', role: 'cn', host: cn1.address, home: cn1.home },
    ]);
  });

  it('each is a process with ports, a page, logs and storage of its own', async () => {
    for (const node of [be1, cn1]) {
      expect((await node.run(`ps -p ${node.pid} -o comm=`)).out).toBe('starrocks_be\n');
      const { out } = await node.run(`ps -p ${node.pid} -o args=`);
      expect(out).toContain(`${node.home}/lib/starrocks_be `);
      expect(/ --cn$/m.test(out)).toBe(node === cn1);
      for (const port of [9060, 8040, 9050, 8060, 9070]) expect(await node.isOpen(port)).toBe(true);
      expect(await node.get('/api/health')).toEqual({ status: 200, body: '{"status": "OK","msg": "To Be Added"}' });
      expect((await node.run(`ss -Hltnp 'sport = :9050'`)).out).toContain(`("starrocks_be",pid=${node.pid},`);
    }
    expect(be1.read('log/be.out')).toMatch(/^start time: /);
    expect(be1.read('log/be.INFO')).toContain('BE started successfully');
    expect(cn1.read('log/cn.INFO')).toContain('CN started successfully');
    // As read: only a backend keeps the id of its cluster.
    await until('be-1 has its cluster id', async () => be1.has('storage/cluster_id'));
    expect(existsSync(join(be1.home, 'storage/data'))).toBe(true);
    expect(cn1.has('storage/cluster_id')).toBe(false);
  });
});

describe('the scripts', () => {
  it('refuse a second start, and end what runs', async () => {
    expect(await be1.start()).toMatchObject({
      code: 1,
      out: expect.stringContaining(`Backend running as process ${be1.pid}. Stop it first.\n`),
    });
    expect(await be3.unpack()).toBeUndefined();
    expect(await be3.stop()).toEqual({ code: 0, out: '' });
  });

  it('a killed backend leaves its pid file, which stop_be.sh takes for another process', async () => {
    const { pid } = be2;
    const before = (await show('BACKENDS'))['be-2']?.['LastStartTime'] ?? '';
    await sandbox.control('kill', { node: 'be-2' });
    expect(be2.pid).toBe(pid);
    expect(await be2.stop()).toEqual({ code: 1, out: 'ERROR: pid process may not be BE. \n' });
    expect(await be2.start()).toMatchObject({ code: 0 });
    await until('be-2 has been heard', async () => {
      const row = (await show('BACKENDS'))['be-2'];
      return row?.['Alive'] === 'true' && (row['LastStartTime'] ?? '') > before;
    });
    expect(be2.pid).not.toBe(pid);
  });

  it('a backend that is gone is DISCONNECTED after its retries', async () => {
    expect(await be2.stop()).toEqual({ code: 0, out: '' });
    expect(be2.has('bin/be.pid')).toBe(false);
    await until('be-2 is called dead', async () => (await show('BACKENDS'))['be-2']?.['Alive'] === 'false');
    expect((await show('BACKENDS'))['be-2']).toMatchObject({
      BePort: '9060',
      ErrMsg: 'java.net.ConnectException: Connection refused',
      StatusCode: 'DISCONNECTED',
    });
    await sandbox.control('start', { node: 'be-2' });
    await until('be-2 is back', async () => (await show('BACKENDS'))['be-2']?.['StatusCode'] === 'OK');
  });

  it('a graceful stop is told in the heartbeats', async () => {
    // It has to be seen while it leaves and shortly after: that takes its time.
    await sandbox.control('fault', { name: 'slow-start', node: 'cn-1', factor: 20 });
    const stopping = cn1.stop('--graceful');
    await until('cn-1 says SHUTDOWN', async () => (await show('COMPUTE NODES'))['cn-1']?.['StatusCode'] === 'SHUTDOWN');
    expect((await show('COMPUTE NODES'))['cn-1']).toMatchObject({ Alive: 'false', ErrMsg: 'BE is shutting down' });
    expect(await stopping).toEqual({ code: 0, out: '' });
    await sandbox.control('cure', { name: 'slow-start', node: 'cn-1' });
    await until('cn-1 is gone', async () => (await nodeOf('cn-1')).pid === null);
    await sandbox.control('start', { node: 'cn-1' });
    await until('cn-1 is back', async () => (await nodeOf('cn-1')).alive);
  });
});

describe('a start that cannot succeed', () => {
  async function startThird(): Promise<string> {
    rmSync(join(be3.home, 'log'), { recursive: true, force: true });
    expect((await be3.start()).code).toBe(0);
    await until('it has said something', async () => be3.has('log/be.INFO'));
    await until('it has ended', async () => (await nodeOf('be-3')).state === 'stopped');
    return be3.read('log/be.INFO');
  }

  it('without a storage path', async () => {
    expect(await startThird()).toContain(`read write test file failed, path=${be3.home}/storage\n`);
    expect(be3.read('log/be.out')).toContain('read write test file failed');
  });

  it('with a port that is taken', async () => {
    await be3.run(`mkdir -p ${be3.home}/storage`);
    const taken: Server = createServer().listen(8040, be3.address);
    try {
      expect(await startThird()).toContain('BE http server did not start correctly, exiting\n');
    } finally {
      taken.close();
    }
  });

  it('after a fault that lets it crash', async () => {
    await sandbox.control('fault', { name: 'crash-on-start', node: 'be-3' });
    expect(await startThird()).not.toContain('started successfully');
  });
});

describe('what is registered', () => {
  it('is heard only by its kind and its cluster', async () => {
    await sql(`ALTER SYSTEM ADD COMPUTE NODE '${be3.address}:9050'`);
    await be3.start();
    const error = async () => (await show('COMPUTE NODES'))['be-3']?.['ErrMsg'];
    await until('be-3 refuses', async () => (await error()) !== '');
    await until('be-3 serves', async () => (await nodeOf('be-3')).state === 'serving');
    await until('the kinds do not fit', async () =>
      /^expect to be CN but actually BE,Unmatched node type!$/.test((await error()) ?? ''),
    );
    await sql(`ALTER SYSTEM DROP COMPUTE NODE '${be3.address}:9050'`);
    await be3.stop();
    // Storage that another cluster has used.
    writeFileSync(join(be3.home, 'storage/cluster_id'), '4711');
    await be3.start();
    await sql(`ALTER SYSTEM ADD BACKEND '${be3.address}:9050'`);
    await until(
      'the clusters do not fit',
      async () => (await show('BACKENDS'))['be-3']?.['ErrMsg'] === 'Unmatched cluster id',
    );
    await sql(`ALTER SYSTEM DROP BACKEND '${be3.address}:9050' FORCE`);
    expect(await show('BACKENDS')).not.toHaveProperty('be-3');
    await be3.stop();
    rmSync(join(be3.home, 'storage/cluster_id'));
  });

  it('is cut off without a word, and heard again', async () => {
    await sandbox.control('fault', { name: 'silent', node: 'be-1' });
    await until('be-1 is called dead', async () => (await show('BACKENDS'))['be-1']?.['Alive'] === 'false');
    expect((await nodeOf('be-1')).state).toBe('serving');
    expect((await show('BACKENDS'))['be-1']?.['ErrMsg']).toBe('java.net.NoRouteToHostException: No route to host');
    await sandbox.control('cure', { name: 'silent', node: 'be-1' });
    await until('be-1 is heard', async () => (await nodeOf('be-1')).alive);
  });

  it('has files of tablets in its storage while it holds some', async () => {
    await sql('CREATE DATABASE shop');
    const properties = "PROPERTIES('replication_num' = '2')";
    expect(await sql(`CREATE TABLE shop.t (k int) DISTRIBUTED BY HASH(k) BUCKETS 2 ${properties}`)).toEqual({
      kind: 'ok',
    });
    const held = async () => (await be1.run(`find ${be1.home}/storage/data -type f | wc -l`)).out === '1\n';
    await until('files are there', held);
    expect((await show('BACKENDS'))['be-1']).toMatchObject({ TabletNum: '2' });
    await sql('DROP TABLE shop.t FORCE');
    await until('files are gone', async () => !(await held()));
  });

  it('is cut off from its clients too', async () => {
    await sandbox.control('fault', { name: 'silent', node: 'cn-1', clients: true });
    const page = cn1.get('/api/health').then(({ status }) => status);
    const patience = new Promise((resolve) => setTimeout(resolve, 300, 'nothing'));
    expect(await Promise.race([page, patience])).toBe('nothing');
    await sandbox.control('cure', { node: 'cn-1' });
    expect(await page).toBe(200);
    await until('cn-1 is heard', async () => (await nodeOf('cn-1')).alive);
  });

  it('is in the snapshot, with what lies in its home', async () => {
    const { backends, processes, files } = await sandbox.control<Snapshot>('snapshot');
    expect(backends).toMatchObject([
      { address: `${be1.address}:9050`, kind: 'be', alive: true, status: 'OK', decommissioned: false },
      { address: `${be2.address}:9050`, kind: 'be', alive: true },
      { address: `${cn1.address}:9050`, kind: 'cn', alive: true },
    ]);
    expect(processes).toContainEqual({ node: 'be-1', home: be1.home, serves: true, registered: true });
    expect(files['be-1']).toEqual(expect.arrayContaining(['storage/cluster_id', 'storage/data', 'bin/be.pid']));
    expect(files['be-1']?.find((line) => line.startsWith('conf/be.conf '))).toMatch(/ [0-9a-f]{16}$/);
  });
});

describe('faults', () => {
  it('those of frontends are refused', async () => {
    await expect(sandbox.control('fault', { name: 'never-greet', node: 'be-1' })).rejects.toThrow(
      'never-greet is a fault of frontends, be-1 is none',
    );
    await expect(sandbox.control('start', { node: 'be-1', helper: 'x:9010' })).rejects.toThrow(
      'only a frontend has a helper',
    );
  });

  it('one that never stops ends by kill -9 only', async () => {
    await sandbox.control('fault', { name: 'never-stops', node: 'be-1' });
    const { pid } = be1;
    expect((await be1.run(`timeout 1 ${be1.home}/bin/stop_be.sh -g`)).code).toBe(124);
    expect((await nodeOf('be-1')).pid).toBe(pid);
    await sandbox.control('cure', { name: 'never-stops', node: 'be-1' });
    expect(await be1.stop()).toEqual({ code: 0, out: '' });
  });

  it('a supervised one comes back', async () => {
    await sandbox.control('fault', { name: 'supervised', node: 'be-2' });
    const { pid } = be2;
    expect((await be2.run(`systemctl status --no-pager ${pid}`)).out).toMatch(/^● starrocks-be\.service - /);
    expect((await be2.stop()).code).toBe(0);
    await until('be-2 is back', async () => {
      const node = await nodeOf('be-2');
      return node.pid !== null && node.pid !== pid && node.state === 'serving';
    });
    expect((await be2.run('sudo -n systemctl stop starrocks-be')).code).toBe(0);
    await until('be-2 has ended', async () => (await nodeOf('be-2')).pid === null);
    expect((await be2.run('systemctl is-active starrocks-be')).out).toBe('inactive\n');
    await sandbox.control('cure', { name: 'supervised', node: 'be-2' });
  });
});

it('ships them in one archive', async () => {
  const archive = join(sandbox.info.dir, 'packages', 'StarRocks-3.5.7.tar.gz');
  const { out } = await be1.run(`tar -tzf ${archive}`);
  const of = (part: string) => `StarRocks-3.5.7/${part}`;
  for (const part of ['fe/bin/start_fe.sh', 'be/bin/start_be.sh', 'be/bin/start_cn.sh', 'be/lib/starrocks_be']) {
    expect(out.split('\n')).toContain(of(part));
  }
  expect(readFileSync(join(be3.home, 'conf/be.conf'), 'utf8')).toContain('be_http_port = 8040\n');
});
