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
let first: HostShell;
let second: HostShell;

async function stateOf(name: string): Promise<NodeState> {
  const nodes = await sandbox.control<NodeState[]>('nodes');
  return nodes.find((node) => node.name === name)!;
}

const untilState = (name: string, state: string) =>
  until(`${name} is ${state}`, async () => (await stateOf(name)).state === state, 60_000);

/** One that has just ended may still be told for a moment: the pid file is that of the one that runs. */
const untilServes = (shell: HostShell) =>
  until(
    `${shell.name} serves`,
    async () => {
      const { pid, state } = await stateOf(shell.name);
      return state === 'serving' && pid === shell.pid;
    },
    60_000,
  );

beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 2, frontends: 1, speed: 20 });
  first = new HostShell(sandbox, 'fe-1');
  second = new HostShell(sandbox, 'fe-2');
});
afterAll(() => sandbox.stop());

describe('the process of a frontend', () => {
  it('can be told by its command line: the class and the home', async () => {
    const { out } = await first.run(`ps -p ${first.pid} -o args=`);
    expect(out).toContain('com.starrocks.StarRocksFE');
    expect(out).toContain(first.home);
    expect((await stateOf('fe-1')).pid).toBe(first.pid);
  });

  it('answers its HTTP port as recorded', async () => {
    expect(await first.get('/api/bootstrap')).toEqual({
      status: 200,
      body: '{"replayedJournalId":0,"queryPort":0,"rpcPort":0,"feStartTime":0,"heapUsedPercent":0.0,"status":"OK","code":"0","msg":"Success","message":"OK"}',
    });
    expect(await first.get('/api/health')).toEqual({
      status: 200,
      body: '{"online_backend_num":0,"total_backend_num":0,"status":"OK"}',
    });
    expect(await first.get('/info')).toEqual({ status: 400, body: 'invalid client host.' });
    expect((await first.get('/api/show_proc?path=/frontends')).status).toBe(401);
  });

  it('is not started twice from one home', async () => {
    expect(await first.start()).toEqual({
      code: 1,
      out: `Frontend running as process ${first.pid}. Stop it first.\n`,
    });
  });

  it('writes its meta directory, its log and where its output goes', () => {
    expect(first.read('meta/image/ROLE')).toMatch(/^role=FOLLOWER\nhostType=IP\nname=127\.77\.\d+\.1_9010_\d{13}\n$/);
    expect(first.read('meta/image/VERSION')).toMatch(/^clusterId=\d+\ntoken=\S+\n/);
    expect(first.read('log/fe.log')).toContain('thrift server started with port 9020');
    expect(first.read('log/fe.out')).toContain('using java version 17');
  });

  it('leaves its pid file at kill -9 and can be started over it', async () => {
    const before = first.pid;
    await sandbox.control('kill', { node: 'fe-1' });
    expect(first.pid).toBe(before);
    expect(await first.stop()).toEqual({ code: 1, out: 'ERROR: pid process may not be FE. \n' });
    expect(first.pid).toBe(before);
    expect(await first.isOpen(9030)).toBe(false);
    expect((await first.start()).code).toBe(0);
    await untilServes(first);
    expect(first.pid).not.toBe(before);
  });

  it('ends orderly at SIGTERM: 143, no pid file; a second stop says nothing', async () => {
    expect(await first.stop()).toEqual({ code: 0, out: '' });
    expect(first.has('bin/fe.pid')).toBe(false);
    expect(await first.stop()).toEqual({ code: 0, out: '' });
    const foreground = first.start('');
    await untilServes(first);
    await first.run(`kill -TERM ${first.pid}`);
    expect((await foreground).code).toBe(143);
    await first.start();
    await untilServes(first);
  });

  it('cannot leave gracefully alone: it exits 255, the script says 0', async () => {
    expect((await first.stop('--graceful')).code).toBe(0);
    expect(first.read('log/fe.log')).toContain('can only exit forcefully.');
    await first.start();
    await untilServes(first);
  });

  it('that never stops keeps stop_fe.sh waiting until its limit, and is killed then', async () => {
    await sandbox.control('fault', { name: 'never-stops', node: 'fe-1' });
    expect(await sandbox.control('faults')).toEqual([{ name: 'never-stops', node: 'fe-1' }]);
    const before = first.pid;
    await first.run(`kill -TERM ${before}; kill -USR1 ${before}`);
    await first.get('/api/health');
    expect((await stateOf('fe-1')).pid).toBe(before);
    expect(await first.stop('--timeout 1')).toEqual({ code: 0, out: '' });
    await until('it is gone', async () => (await stateOf('fe-1')).pid === null, 60_000);
    expect(first.has('bin/fe.pid')).toBe(false);
    await sandbox.control('cure', { name: 'never-stops', node: 'fe-1' });
    await first.start();
    await untilServes(first);
  });

  it('opens no port before it is added, and all of them once it serves', async () => {
    await second.unpack();
    expect(await second.start(`--helper ${first.address}:9010 --daemon`)).toEqual({ code: 0, out: '' });
    await until(
      'asked',
      () => second.has('log/fe.log') && second.read('log/fe.log').includes('please add it first'),
      60_000,
    );
    for (const port of [8030, 9010, 9020, 9030]) expect(await second.isOpen(port), String(port)).toBe(false);
    expect(second.has('meta/image/ROLE')).toBe(false);
    expect(await sandbox.control('sql', { statement: `ALTER SYSTEM ADD FOLLOWER '${second.address}:9010'` })).toEqual({
      kind: 'ok',
    });
    await untilServes(second);
    for (const port of [8030, 9010, 9020, 9030]) {
      await until(`port ${port}`, () => second.isOpen(port), 60_000);
    }
    await until('alive', async () => (await stateOf('fe-2')).alive, 60_000);
  });

  it('says at the end why it ended, where the start script looks', async () => {
    await sandbox.control('sql', { statement: `ALTER SYSTEM DROP FOLLOWER '${second.address}:9010'` });
    await untilState('fe-2', 'dropped');
    await second.stop();
    await second.run(`rm -rf ${second.home}/meta`);
    const outcome = await second.start(`--helper ${second.address}:9010`);
    expect(outcome.code).toBe(255);
    expect(second.read('log/fe.out')).toContain('Do not specify the helper node to FE itself.');
    expect(second.has('bin/fe.pid')).toBe(false);
  });

  it('exits 255 where a port is taken; with --daemon the script has said 0 by then', async () => {
    const taken = await second.run(
      `node -e 'require("net").createServer().listen(9010, "${second.address}", () => console.log("listens"))' & ` +
        `until (exec 3<>/dev/tcp/${second.address}/9010) 2>/dev/null; do :; done; ` +
        `${second.home}/bin/start_fe.sh --helper ${first.address}:9010; code=$?; kill $!; exit $code`,
    );
    expect(taken.code).toBe(255);
    expect(second.read('log/fe.log')).toContain('edit_log_port 9010 is already in use. will exit.');
  });

  it('is refused by a java that is too old', async () => {
    await sandbox.control('fault', { name: 'java-version', node: 'fe-2', version: '11.0.2' });
    const { code, out } = await second.start();
    expect([code, out]).toEqual([255, 'Error: JDK 11 is not supported, please use JDK version 17 or higher\n']);
    await sandbox.control('cure', { name: 'java-version', node: 'fe-2' });
  });
});
