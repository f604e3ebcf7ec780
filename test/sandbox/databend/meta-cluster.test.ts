import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findSandboxProcesses } from '../../../sandbox/daemon/sweep-processes.ts';
import { until } from '../../fixtures/until.ts';
import { HostShell } from './host-shell.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';

const shells = new Map<string, HostShell>();

const sandbox = useSandbox({ engine: 'databend', meta: 3, metaHosts: 4, queries: 1, speed: 20 });

beforeAll(async () => {
  for (const name of ['meta-1', 'meta-2', 'meta-3', 'meta-4', 'query-1']) {
    shells.set(name, await HostShell.open(sandbox, name));
  }
});
afterAll(async () => {
  for (const shell of shells.values()) shell.close();
});

function on(name: string): HostShell {
  const shell = shells.get(name);
  if (shell === undefined) throw new Error(`no shell on ${name}`);
  return shell;
}

interface Page {
  readonly id: number;
  readonly state: string;
  readonly leader: { readonly name: string } | null;
  readonly voters: readonly { readonly name: string }[];
}

async function status(name: string): Promise<Page> {
  const response = await fetch(`http://${on(name).address}:28002/v1/cluster/status`, {
    signal: AbortSignal.timeout(60_000),
  });
  return (await response.json()) as Page;
}

/** The leader, once all three name the same one. */
function untilAgreed(): Promise<string> {
  return until('all follow one', async () => {
    const pages = await Promise.all(['meta-1', 'meta-2', 'meta-3'].map((name) => status(name)));
    const leading = pages.find(({ state }) => state === 'Leader')?.id;
    return pages.every(({ leader }) => leader?.name === String(leading)) && `meta-${leading}`;
  });
}

const votersOn = async (name: string) => (await status(name)).voters.map((voter) => voter.name);

async function query(
  sql: string,
): Promise<{ readonly state: string; readonly data: unknown; readonly error: unknown }> {
  const response = await fetch(`http://${on('query-1').address}:8000/v1/query`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('root:').toString('base64')}` },
    body: JSON.stringify({ sql }),
    signal: AbortSignal.timeout(60_000),
  });
  return (await response.json()) as Awaited<ReturnType<typeof query>>;
}

test('is up with three voters and a Query node, and its cluster file says where everything is', async () => {
  expect(sandbox.cluster).toMatchObject({
    engine: 'databend',
    nodes: [
      { alias: 'meta-1', role: 'meta', id: 1, unit: 'databend-meta.service', user: 'databend' },
      { alias: 'meta-2', id: 2 },
      { alias: 'meta-3', id: 3 },
      { alias: 'meta-4', id: 4 },
      { alias: 'query-1', role: 'query', ports: { http: 8000 } },
    ],
  });
  for (const name of ['meta-1', 'meta-2', 'meta-3']) {
    // What the leader has committed is not known to every member at once.
    await until(`${name} knows all voters`, async () => (await votersOn(name)).join() === '1,2,3');
  }
  expect(readFileSync(join(on('meta-1').root, 'etc/databend/databend-meta.toml'), 'utf8')).toMatch(
    new RegExp(
      `^# single += true\njoin += \\["${on('meta-2').address}:28004", "${on('meta-3').address}:28004"\\]$`,
      'm',
    ),
  );
  expect(await on('meta-1').say('systemctl is-enabled databend-meta')).toBe('enabled');
  // A bare host, without anything of the product.
  expect(await on('meta-4').run('ls usr; systemctl is-enabled databend-meta')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Failed to get unit file state for databend-meta.service'),
  });
  expect(await query('SELECT 1')).toMatchObject({ state: 'Succeeded', data: [['1']], error: null });
});

test('the tools answer for a live node, a wrong port and a dead one as recorded', async () => {
  const { address } = on('meta-1');
  const ask = (words: string) => on('meta-1').run(`databend-metactl ${words}`);
  expect((await ask(`status --grpc-api-address ${address}:9191`)).stdout).toMatch(
    /^BinaryVersion: 260205\.3\.0\nDataVersion: V004\n[^]*\nVoters:\n {2}- id=1 raft=.*:28004 grpc=.*:9191\n {2}- id=2/,
  );
  expect(await ask(`upsert --grpc-api-address ${address}:9191 --key muster/proof --value a`)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^upsert-result: None: None -> Some\(SeqV \{ seq: 1, meta: Some\(KVMeta \{ expire_at: None, proposed_at_ms: Some\(\d+\) \}\), data: "\[binary\]" \}\)\n$/,
    ),
    stderr: `Using gRPC API address: ["${address}:9191"]\n`,
  });
  expect((await ask(`get --grpc-api-address ${on('meta-3').address}:9191 --key muster/proof`)).stdout).toMatch(
    /^\{"seq":1,"meta":\{"proposed_at_ms":\d+\},"data":\[97\]\}\n$/,
  );
  expect(await ask(`status --grpc-api-address ${address}:28002`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('invalid compression flag: 110'),
  });
  expect(await ask(`status --grpc-api-address ${address}:28004`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('status: Unimplemented'),
  });
  expect(await ask(`status --grpc-api-address ${on('meta-4').address}:9191`)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Error: ConnectionError: while creating rpc channel source: .*\(os error 111\)\n\nCaused by:\n/,
    ),
  });
  expect(await ask('--status')).toMatchObject({ code: 2, stderr: expect.stringContaining("'--status' found") });
  expect(existsSync(join(on('meta-1').root, '.databend/logs'))).toBe(true);
  await ask(`export --grpc-api-address ${address}:9191 --db backup.db`);
  const lines = readFileSync(join(on('meta-1').root, 'backup.db'), 'utf8')
    .trim()
    .split('\n');
  expect(lines[0]).toBe('["header",{"DataHeader":{"key":"header","value":{"version":"V004"}}}]');
  expect(lines.slice(1).every((line) => line.startsWith('["raft_log",'))).toBe(true);
});

test('a stopped node is dead by a signal that systemd calls clean; moved away its data is the same, a new directory has none', async () => {
  const shell = on('meta-3');
  expect(
    await shell.say('systemctl stop databend-meta && systemctl show databend-meta -p ActiveState,ExecMainStatus'),
  ).toBe('ExecMainStatus=15\nActiveState=inactive');
  const { root } = shell;
  await shell.say(`mv ${root}/var/lib/databend/raft ${root}/var/lib/databend/aside`);
  await shell.say(`mv ${root}/var/lib/databend/aside ${root}/var/lib/databend/raft`);
  await shell.say('systemctl start databend-meta');
  await until(
    'it has started',
    async () =>
      (await shell.say('journalctl -u databend-meta -n 1 -o cat --no-pager')).endsWith('Databend Metasrv started'),
    60_000,
  );
  expect(await status('meta-3')).toMatchObject({ state: 'Follower', leader: { name: expect.any(String) } });
  // A voter whose directory is empty is taken in again too (recorded): only this line tells them apart.
  const upgrades = async () =>
    (await shell.say('journalctl -u databend-meta -g "Upgrade ondisk data if" -n 1 -o cat --no-pager')).split(': ')[1];
  expect(await upgrades()).toBe('V004');
  await shell.say(`systemctl stop databend-meta; mv ${root}/var/lib/databend/raft ${root}/var/lib/databend/aside`);
  await shell.say('systemctl start databend-meta');
  await until(
    'it has everything again',
    async () => {
      const page = await status('meta-3').catch(() => undefined);
      return page?.voters.length === 3;
    },
    60_000,
  );
  expect(await upgrades()).toBe('V003');
});

test('leaves, a lost answer and a leader that has to hand over first', async () => {
  const leader = await untilAgreed();
  const via = `--leave-via ${on('meta-1').address}:28004`;
  const id = leader.slice(-1);
  expect(await on('meta-2').run(`databend-meta --leave-id ${id} ${via}`)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      new RegExp(
        `^Error: fail to leave ${id} cluster via \\["[\\d.]+:28004"\\], caused by errors: \\{"(DataError|RemoteError)":\\{"ReadError":.*leave-via-self.*\\}\\} while: leave ${id} via: [\\d.]+:28004\n$`,
      ),
    ),
  });
  const next = leader === 'meta-2' ? 3 : 2;
  expect(
    await on('meta-1').say(
      `databend-metactl transfer-leader --to ${next} --admin-api-address ${on(leader).address}:28002`,
    ),
  ).toBe(`triggered leader transfer from ${id} to ${next}.\nvoter ids: [1, 2, 3]`);
  await until('another leads', async () => (await status(`meta-${next}`)).state === 'Leader', 60_000);
  await untilAgreed();
  await sandbox.control('fault', { name: 'lose-reply', pattern: '^leave ' });
  expect(await on('meta-2').run(`databend-meta --leave-id ${id} ${via}`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('transport error'),
  });
  const rest = ['1', '2', '3'].filter((one) => one !== id);
  await until('it has left', async () => (await votersOn(`meta-${next}`)).join() === rest.join(), 60_000);
  const living = `--leave-via ${on(`meta-${next}`).address}:28004`;
  expect(await on('meta-2').run(`databend-meta --leave-id ${id} ${living}`)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: '',
  });
  await on(leader).say('systemctl disable --now databend-meta');
});

test('a Query node needs one living endpoint of its list, and none more', async () => {
  expect((await query('SELECT 1')).state).toBe('Succeeded');
  const all = (await sandbox.control<{ name: string; state: string }[]>('nodes')).filter(
    ({ name, state }) => name.startsWith('meta') && state === 'serving',
  );
  for (const { name } of all) await sandbox.control('kill', { node: name });
  expect(await query('SELECT 1')).toMatchObject({
    state: 'Failed',
    error: { code: 2001, message: expect.stringContaining('cannot connect') },
  });
  for (const { name } of all) await sandbox.control('start', { node: name });
  await until('it answers again', async () => (await query('SELECT 1')).state === 'Succeeded', 60_000);
});

test('nothing of it is left when it is stopped', async () => {
  const { dir } = sandbox.info;
  for (const shell of shells.values()) shell.close();
  await sandbox.stop();
  expect(findSandboxProcesses(dir)).toEqual([]);
  expect(existsSync(dir)).toBe(false);
});
