import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkFiles } from '../../../activities/databend/check-files.ts';
import { configBackup, configure } from '../../../activities/databend/configure.ts';
import { editEndpoints } from '../../../activities/databend/edit-endpoints.ts';
import { editJoin, setLearner } from '../../../activities/databend/edit-join.ts';
import { restoreConfig, undoneFile } from '../../../activities/databend/restore-config.ts';
import type { Tools } from '../../../activities/tools.ts';
import type { DatabendCluster, MetaSpec, QuerySpec } from '../../../model/databend/cluster-spec.ts';
import { readMetaToml } from '../../../model/databend/meta-toml.ts';
import type { ChangePlan, ChangeResult } from '../../../model/step.ts';
import { makeMeta, makeQuery } from '../../fixtures/databend-cluster.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const MEMBER = `# ours
grpc_api_address = "10.0.0.1:9191"
grpc_api_advertise_host = "10.0.0.1"
[raft_config]
id = 1
raft_dir = "/var/lib/databend/raft"
raft_listen_host = "10.0.0.1"
raft_advertise_host = "10.0.0.1"
raft_secret = "hunter2"
single = true
`;
const QUERY = '[meta]\nendpoints = [\n  "10.0.0.1:9191",\n]\npassword = "hunter2"\n';

let server: SshServer;
let number = 0;
let cluster: DatabendCluster;

beforeAll(async () => {
  server = await startSshServer();
});
afterAll(async () => {
  await server.close();
});

const tools = useTools();

beforeEach(() => {
  number += 1;
  const place = (alias: string, file: string) => {
    const dir = join(server.dir, `${number}`, alias);
    mkdirSync(dir, { recursive: true });
    return { ssh: server.target, file: join(dir, file), user: userInfo().username };
  };
  const meta = (id: number): MetaSpec => ({ ...makeMeta(id), ...place(`meta-${id}`, 'databend-meta.toml') });
  const query: QuerySpec = { ...makeQuery(1), ...place('query-1', 'databend-query.toml') };
  cluster = { name: 'lake', engine: 'databend', version: '1.2.888', pace: 1, nodes: [meta(1), meta(2), query] };
});

function node(alias: string): MetaSpec {
  return cluster.nodes.find((item) => item.alias === alias) as MetaSpec;
}
function textOf(alias: string): string {
  return readFileSync(node(alias).file, 'utf8');
}
function write(alias: string, text: string): void {
  writeFileSync(node(alias).file, text);
}

interface Change<Input> {
  plan(tools: Tools, input: Input): Promise<ChangePlan>;
  perform(tools: Tools, input: Input, plan: ChangePlan): Promise<ChangeResult>;
}

/** As an operation does it, with its reply lost once. */
async function run<Input>(change: Change<Input>, input: Input): Promise<ChangePlan> {
  const plan = await change.plan(tools, input);
  await change.perform(tools, input, plan);
  const again = await change.perform(tools, input, plan);
  expect(JSON.stringify([plan, again])).not.toContain('hunter2');
  return plan;
}

test('a joiner gets the file of a member with what is its own, and what was there is kept and put back', async () => {
  write('meta-1', MEMBER);
  write('meta-2', 'id = "of the package"\n');
  chmodSync(node('meta-2').file, 0o600);
  const plan = await run(configure, { cluster, node: 'meta-2', learner: true });
  expect(plan.actions).toEqual([
    {
      kind: 'file',
      on: 'meta-2',
      path: node('meta-2').file,
      diff: [
        '- grpc_api_address = "10.0.0.1:9191"',
        '+ grpc_api_address = "10.0.0.2:9191"',
        '- grpc_api_advertise_host = "10.0.0.1"',
        '+ grpc_api_advertise_host = "10.0.0.2"',
        '+ admin_api_address = "127.0.0.1:28002"',
        '- id = 1',
        '+ id = 2',
        '- raft_listen_host = "10.0.0.1"',
        '+ raft_listen_host = "10.0.0.2"',
        '- raft_advertise_host = "10.0.0.1"',
        '+ raft_advertise_host = "10.0.0.2"',
        '- single = true',
        '+ single = false',
        '+ raft_api_port = 28004',
        '+ join = ["10.0.0.1:28004"]',
        '+ learner = true',
      ],
    },
  ]);
  expect(plan.later).toEqual([`every other line is that of ${node('meta-1').file} of meta-1`]);
  expect(textOf('meta-2')).toContain('# ours\n');
  expect(textOf('meta-2')).toContain('raft_secret = "hunter2"\n');
  expect(statSync(node('meta-2').file).mode & 0o777).toBe(0o600);

  await run(setLearner, { cluster, node: 'meta-2', learner: false });
  expect(readMetaToml(textOf('meta-2'))).toMatchObject({ id: 2, learner: false, join: ['10.0.0.1:28004'] });

  await run(restoreConfig, { cluster, node: 'meta-2' });
  expect(textOf('meta-2')).toBe('id = "of the package"\n');
  expect(existsSync(configBackup(node('meta-2')))).toBe(false);
});

test('a try after another one keeps what was there before the first', async () => {
  write('meta-1', MEMBER);
  write('meta-2', 'id = 7\n');
  await run(configure, { cluster, node: 'meta-2' });
  write('meta-1', `${MEMBER}# more\n`);
  await run(configure, { cluster, node: 'meta-2' });
  expect(textOf('meta-2')).toContain('# more');
  await run(restoreConfig, { cluster, node: 'meta-2' });
  expect(textOf('meta-2')).toBe('id = 7\n');
});

test('where no file was, ours is not for everyone, and goes aside when it is taken back', async () => {
  write('meta-1', MEMBER);
  rmSync(dirname(node('meta-2').file), { recursive: true });
  await run(configure, { cluster, node: 'meta-2' });
  expect(statSync(node('meta-2').file).mode & 0o777).toBe(0o640);
  await run(restoreConfig, { cluster, node: 'meta-2' });
  expect(existsSync(node('meta-2').file)).toBe(false);
  expect(existsSync(undoneFile(node('meta-2')))).toBe(true);
});

test('the first one of all begins a cluster, with logs at a place of their own', async () => {
  await run(configure, { cluster, node: 'meta-1', members: [] });
  expect(readMetaToml(textOf('meta-1'))).toMatchObject({ id: 1, single: true, join: [], grpcAddress: '10.0.0.1:9191' });
  expect(textOf('meta-1')).toContain('dir = "/var/log/databend"');
});

test('a plan stands on the file that it was made from', async () => {
  write('meta-1', MEMBER);
  const input = { cluster, node: 'meta-2' };
  const plan = await configure.plan(tools, input);
  write('meta-1', MEMBER.replace('hunter2', 'another'));
  await expect(configure.perform(tools, input, plan)).rejects.toMatchObject({ code: 'FILE_CHANGED', kind: 'refused' });
  expect(existsSync(node('meta-2').file)).toBe(false);
});

test('nobody to take a file from is refused with the files that were looked for', async () => {
  await expect(configure.plan(tools, { cluster, node: 'meta-2' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: `No other meta node has a file to take over: ${node('meta-1').file} on meta-1`,
  });
});

test('the list of a peer takes an address in and gives it back, byte for byte', async () => {
  write('meta-1', MEMBER);
  const plan = await run(editJoin, { cluster, node: 'meta-1', add: 'meta-2' });
  expect(plan.actions).toMatchObject([
    { kind: 'file', diff: ['- single = true', '+ single = false', '+ join = ["10.0.0.2:28004"]'] },
  ]);
  expect(await editJoin.plan(tools, { cluster, node: 'meta-1', add: { raft: '10.0.0.2:28004' } })).toMatchObject({
    actions: [{ kind: 'nothing' }],
  });
  await run(editJoin, { cluster, node: 'meta-1', remove: 'meta-2' });
  expect(textOf('meta-1')).toBe(MEMBER);
});

test('the endpoints of a Query node take one in and give it back, byte for byte', async () => {
  write('query-1', QUERY);
  const plan = await run(editEndpoints, { cluster, node: 'query-1', add: 'meta-2' });
  expect(plan.actions).toMatchObject([{ kind: 'file', diff: ['+   "10.0.0.2:9191",'] }]);
  await run(editEndpoints, { cluster, node: 'query-1', remove: { grpc: '10.0.0.2:9191' } });
  expect(textOf('query-1')).toBe(QUERY);
});

test.each([
  ['is not there', undefined, /databend-meta\.toml is not there on meta-1/],
  ['is no TOML', 'id = \n', /databend-meta\.toml on meta-1 is not TOML: .*, line 2, column 1/],
  ['is no UTF-8', Buffer.from('# \xff\n', 'latin1'), /databend-meta\.toml on meta-1 is not UTF-8/],
])('a file that %s is left alone', async (_what, content, message) => {
  if (content !== undefined) writeFileSync(node('meta-1').file, content);
  await expect(editJoin.plan(tools, { cluster, node: 'meta-1', add: 'meta-2' })).rejects.toThrow(message);
});

test('the files of all nodes are looked at, those that are not there and hosts that nobody knows too', async () => {
  write('meta-1', MEMBER.replace('raft_advertise_host = "10.0.0.1"', 'raft_advertise_host = "nowhere.invalid"'));
  write('query-1', QUERY);
  const findings = await checkFiles(tools, { cluster, silent: ['10.0.0.1:9191'] });
  expect(findings.map(({ gate, severity, subject, message }) => [gate, severity, subject, message])).toEqual([
    [
      'meta-address',
      'refusal',
      'meta-1',
      `raft_advertise_host in ${node('meta-1').file} is nowhere.invalid, which does not resolve`,
    ],
    ['meta-file', 'refusal', 'meta-2', `${node('meta-2').file} is not there`],
    ['endpoints', 'refusal', 'query-1', `no endpoint in ${node('query-1').file} answers: 10.0.0.1:9191`],
    [
      'endpoints',
      'warning',
      'query-1',
      `${node('query-1').file} does not name 10.0.0.2:9191: with the others gone its Query node cannot start`,
    ],
  ]);
});
