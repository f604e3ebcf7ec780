import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseClusterFile } from '../../model/cluster-file/parse-cluster-file.ts';
import { type BackendSpec, backendsOf, type StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { runCompiled } from '../fixtures/run-compiled.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-import-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
});

const sandbox = useSandbox({
  hosts: 4,
  frontends: 3,
  backendHosts: 2,
  backends: 2,
  computeNodeHosts: 1,
  computeNodes: 1,
});

/** The compiled command, with nothing known but what is given. */
async function muster(...args: readonly string[]) {
  return await runCompiled(directory, args);
}

const addressOf = (name: string) => sandbox.info.hostsList.find((host) => host.name === name)?.address ?? '';
const secrets = () => join(dirname(sandbox.info.clusterFile), 'secrets');

function flags(host = 'fe-1'): string[] {
  const keys = join(dirname(sandbox.info.clusterFile), 'keys');
  return [
    ...['--sql', `root@${addressOf(host)}:9030`, '--password', `file:${join(secrets(), 'sql-password')}`],
    ...['--ssh-user', 'starrocks', '--ssh-port', String(sandbox.info.sshPort)],
    ...['--ssh-key', join(keys, 'id_ed25519'), '--ssh-known-hosts', join(keys, 'known_hosts')],
  ];
}

test('a running cluster becomes a file with which status works at once', async () => {
  const { exitCode, stdout, stderr } = await muster('import', ...flags());
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/muster\.yaml is written[\s\S]*next: muster check -f muster\.yaml/);
  const text = readFileSync(join(directory, 'muster.yaml'), 'utf8');
  expect(text).not.toContain('not known');
  expect(text).not.toContain(readFileSync(join(secrets(), 'sql-password'), 'utf8').trim());
  for (const name of ['fe-1', 'fe-2', 'fe-3', 'be-1', 'be-2', 'cn-1']) {
    expect(text).toContain(addressOf(name));
    expect(text).toContain(sandbox.cluster.nodes.find(({ alias }) => alias === name)?.home);
  }

  const { nodes: imported } = parseClusterFile(text, {
    file: 'muster.yaml',
    resolvePath: (path) => path,
  }) as StarRocksCluster;
  const describe = ({ alias, role, host, home, ports, storage, config }: BackendSpec) => ({
    alias,
    role,
    host,
    home,
    ports,
    storage,
    config,
  });
  expect(backendsOf({ nodes: imported }).map(describe)).toEqual(backendsOf(sandbox.cluster).map(describe));

  const status = await muster('status', '--json');
  expect(status).toMatchObject({ exitCode: 0, stderr: '' });
  const { nodes, findings } = JSON.parse(status.stdout);
  expect(findings).toEqual([]);
  expect(nodes.map((node: { alias: string; serving: string }) => [node.alias, node.serving])).toEqual([
    ['fe-1', 'yes'],
    ['fe-2', 'yes'],
    ['fe-3', 'yes'],
  ]);
});

test('where nobody tells whose socket it is, the only process of its kind is the one', async () => {
  const homeOfBe1 = async () => {
    const { stdout } = await muster('import', ...flags(), '--out', '-');
    return /^ +be-1: .*$/m.exec(stdout)?.[0];
  };
  await sandbox.control('fault', { name: 'shim-answer', node: 'be-1', shim: 'ss', code: 0, text: '' });
  expect(await homeOfBe1()).not.toContain('not known');
  await sandbox.control('fault', { name: 'shim-answer', node: 'be-1', shim: 'ps', code: 0, text: '' });
  expect(await homeOfBe1()).toContain('none is seen on port 9050, 0 run');
  await sandbox.control('cure', { name: 'shim-answer', node: 'be-1' });
  expect(await homeOfBe1()).not.toContain('not known');
});

test('a file that is there is not overwritten without being told to', async () => {
  const before = 'mine\n';
  writeFileSync(join(directory, 'mine.yaml'), before);
  const refused = await muster('import', ...flags(), '--out', 'mine.yaml');
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--force') });
  expect(readFileSync(join(directory, 'mine.yaml'), 'utf8')).toBe(before);
  expect(await muster('import', ...flags(), '--out', 'mine.yaml', '--force')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(join(directory, 'mine.yaml'), 'utf8')).toMatch(/^# Cluster file/);
});

test('for a script a file that is only printed is part of the one document', async () => {
  const { stdout, exitCode } = await muster('import', ...flags(), '--out', '-', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    file: null,
    text: expect.stringMatching(/^# Cluster file/),
  });
});

test('one that does not lead is asked as well, and without SSH the gaps are marked', async () => {
  const [, sql = '', , password = ''] = flags('fe-2');
  const printed = await muster('import', '--sql', sql, '--password', password, '--out', '-', '--name', 'prod');
  expect(printed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(printed.stdout).toMatch(/^name: prod$/m);
  expect(printed.stdout).toMatch(/home: \/opt\/starrocks\/fe # not known/);
  expect(printed.stdout).toMatch(/home: \/opt\/starrocks\/be # not known/);
  expect(printed.stdout).toMatch(/^ssh: .*# not known/m);
});

test('what cannot be asked is said in one line with what to do', async () => {
  const { stderr, exitCode } = await muster('import', '--out', '-', '--sql', `root@${addressOf('fe-4')}:9030`);
  expect(stderr).toMatch(/error: .*(cannot be reached by SQL|No frontend).*\n[\s\S]*next: /);
  expect(exitCode).not.toBe(0);
  expect(await muster('import', '--out', '-', '--sql', 'root@@x')).toMatchObject({ exitCode: 2 });
  const plain = await muster('import', '--out', '-', '--sql', `root@${addressOf('fe-1')}`, '--password', 'hunter2');
  expect(plain).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('by reference') });
  expect(plain.stderr).not.toContain('hunter2');
});
