import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookHere } from '../../client/load-activities.ts';
import { lookViaWorker } from '../../client/look-via-worker.ts';
import type { CheckReport } from '../../model/check.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { GateName } from '../../model/gates.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-check-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const sandbox = useSandbox({ hosts: 4, frontends: 3 });
const runner = useRunner();
const { link } = runner;

/** The compiled command, with no Temporal to be found. */
async function check(...args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: directory, MUSTER_STATE_DIR: join(directory, 'state') };
  const main = join(packageRoot(), 'dist/client/main.js');
  return await execa(process.execPath, [main, 'check', '-f', sandbox.info.clusterFile, ...args], {
    env,
    extendEnv: false,
    reject: false,
  });
}

const look = (change: Partial<StarRocksCluster> = {}) => lookHere('check', { ...sandbox.cluster, ...change });
const wrong = ({ findings }: Pick<CheckReport, 'findings'>) =>
  findings.filter(({ severity }) => severity !== 'ok').map(({ gate, subject }) => `${gate} ${subject}`);
/** Of three any may lead by now. */
const addressOfLeader = async () => {
  const nodes = await sandbox.control<readonly { role: string | null; address: string }[]>('nodes');
  return nodes.find(({ role }) => role === 'LEADER')?.address ?? '';
};

/** Nothing else is wrong in this sandbox from its beginning: fe-4 is only in the file. */
const AT_FIRST = ['file fe-4'];

async function withFault<Value>(
  name: string,
  args: Record<string, string | number | boolean>,
  work: () => Promise<Value>,
): Promise<Value> {
  const node = args['node'] === undefined ? {} : { node: args['node'] };
  await sandbox.control('fault', { name, ...args });
  try {
    return await work();
  } finally {
    await sandbox.control('cure', { name, ...node });
  }
}

test('a healthy cluster passes every gate, and the command says so with code 0', async () => {
  const report = await look();
  expect(wrong(report)).toEqual(AT_FIRST);
  const passed = new Set(report.findings.filter(({ severity }) => severity === 'ok').map(({ gate }) => gate));
  const asked: readonly GateName[] = [
    ...([
      'privileges',
      'quorum',
      'dead',
      'half-joined',
      'serving',
      'second-cluster',
      'odd',
      'count',
      'backends',
    ] as const),
    ...([
      'versions',
      'http-port',
      'switches',
      'ssh',
      'process',
      'java',
      'space',
      'clock',
      'supervisor',
      'key',
    ] as const),
  ];
  for (const gate of asked) expect(passed).toContain(gate);

  const said = await check();
  expect(said).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('0 refuse, 1 warns') });
  expect(said.stdout).toMatch(/Worker +not asked: No Temporal is known here/);
  expect(await check('--checks=strict')).toMatchObject({ exitCode: 3 });
  const json = await check('--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ cluster: sandbox.cluster.name, worker: null });
});

describe('each of these is found, with the node that it is about', () => {
  test.each([
    ['a clock that is off', 'clock-skew', { node: 'fe-2', seconds: 6 }, 'clock fe-2'],
    ['a full disk', 'disk-full', { node: 'fe-2' }, 'space fe-2'],
    ['another Java', 'java-version', { node: 'fe-3', version: '11.0.2' }, 'java fe-3'],
    ['a host whose SSH is down', 'ssh-refuse', { node: 'fe-3' }, 'ssh fe-3'],
    ['a host with another key', 'host-key', { node: 'fe-3' }, 'ssh fe-3'],
    ['one that never greets', 'never-greet', { node: 'fe-3' }, 'serving fe-3'],
    ['one that was registered and never started', 'half-joined', { node: 'fe-4' }, 'half-joined fe-4'],
    ['a supervisor', 'supervised', { node: 'fe-2' }, 'supervisor fe-2'],
    ['a second cluster', 'frontend-elsewhere', { node: 'fe-4' }, /^(second-cluster|process) fe-4$/],
  ] as const)('%s', async (_what, name, args, expected) => {
    const report = await withFault(name, args, () => look());
    const found = wrong(report);
    if (typeof expected === 'string') expect(found).toContain(expected);
    else expect(found.some((line) => expected.test(line))).toBe(true);
    expect(report.findings).toContainEqual(expect.objectContaining({ gate: 'privileges', severity: 'ok' }));
  });

  test('a switch that was left over, on the frontend that has it', async () => {
    const set = (value: string) =>
      sandbox.control('sql', {
        statement: `ADMIN SET FRONTEND CONFIG ("tablet_sched_max_scheduling_tablets" = "${value}")`,
      });
    await set('0');
    const report = await look();
    const leader = await addressOfLeader();
    await set('10000');
    expect(report.findings.find(({ gate }) => gate === 'switches')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('no tablet is repaired or moved'),
      next: expect.arrayContaining([expect.stringContaining(leader)]),
    });
  });

  test('an account that may not', async () => {
    for (const statement of [
      "CREATE USER 'reader' IDENTIFIED BY 'reader-pw'",
      "GRANT OPERATE ON SYSTEM TO USER 'reader'",
    ])
      await sandbox.control('sql', { statement });
    process.env['CHECK_READER'] = 'reader-pw';
    const report = await look({ sql: { user: 'reader', password: { from: 'env', name: 'CHECK_READER' } } });
    delete process.env['CHECK_READER'];
    expect(wrong(report)).toEqual(['privileges reader', ...AT_FIRST]);
    const { findings } = await look({ sql: { user: 'root' } });
    expect(findings.find(({ gate }) => gate === 'privileges')).toMatchObject({ severity: 'refusal', subject: 'root' });
  });

  test('another version than that of the file', async () => {
    const { findings } = await look({ version: '3.5.8' });
    expect(findings).toContainEqual(
      expect.objectContaining({
        gate: 'versions',
        severity: 'warning',
        next: [expect.stringContaining('version: 3.5.7')],
      }),
    );
  });

  test('a home that the file has wrong', async () => {
    const nodes = sandbox.cluster.nodes.map((node) =>
      node.alias === 'fe-2' ? { ...node, home: '/opt/elsewhere', meta: '/opt/elsewhere/meta' } : node,
    );
    expect(wrong(await look({ nodes }))).toContain('process fe-2');
  });
});

describe('a worker is asked whether it can', () => {
  test('resolve the secrets and reach the hosts', async () => {
    const { worker, findings } = await lookViaWorker(link, 'x', 'reach', sandbox.cluster);
    expect(worker).toMatch(/^\d+@/);
    expect(wrong({ findings })).toEqual([]);
    expect(findings.map(({ gate }) => gate)).toEqual(expect.arrayContaining(['secrets', 'ssh']));
  });

  test('and says which it cannot', async () => {
    const [first, ...rest] = sandbox.cluster.nodes;
    const { key: _, ...keyless } = first!.ssh;
    const cluster: StarRocksCluster = {
      ...sandbox.cluster,
      sql: { user: 'root', password: { from: 'env', name: 'NOT_SET_ANYWHERE' } },
      nodes: [{ ...first!, ssh: { ...keyless, agent: true } }, ...rest],
    };
    const { findings } = await lookViaWorker(link, 'x', 'reach', cluster);
    expect(wrong({ findings })).toEqual(['secrets env:NOT_SET_ANYWHERE', 'ssh fe-1']);
  });

  test('the whole check can be made there', async () => {
    expect(wrong(await lookViaWorker(link, 'x', 'check', sandbox.cluster))).toEqual(AT_FIRST);
  });
});

// From here on the cluster is taken apart.

test('a stopped frontend that is still registered is an incident, and the command ends with code 3', async () => {
  await sandbox.control('stop', { node: 'fe-3' });
  const report = await until('the leader calls fe-3 dead', async () => {
    const seen = await look();
    return wrong(seen).includes('dead fe-3') && seen;
  });
  expect(report.findings.find(({ gate, subject }) => gate === 'process' && subject === 'fe-3')).toMatchObject({
    severity: 'refusal',
    message: expect.stringContaining('registered and stopped'),
    next: [expect.stringMatching(/bin\/start_fe\.sh --daemon$/), 'muster remove fe-3 --lost'],
  });
  const said = await check();
  expect(said.exitCode).toBe(3);
  expect(said.stdout).toMatch(/✗ dead .*\n +fe-3 is registered and not alive/);
});

test('a cluster that nobody answers for is told with what its hosts say', async () => {
  for (const node of ['fe-1', 'fe-2']) await sandbox.control('kill', { node });
  const report = await look();
  expect(report.findings[0]).toMatchObject({ gate: 'quorum', severity: 'refusal' });
  expect(report.findings.filter(({ gate, severity }) => gate === 'ssh' && severity === 'ok')).toHaveLength(4);
  for (const alias of ['fe-1', 'fe-2', 'fe-3']) {
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        gate: 'process',
        subject: alias,
        message: expect.stringContaining('its metadata is there'),
        next: [expect.stringMatching(/bin\/start_fe\.sh --daemon$/)],
      }),
    );
  }
});
