import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPollers } from '../../client/find-pollers.ts';
import { TASK_QUEUE } from '../../model/operation.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { type Command, spawnCommand } from '../fixtures/spawn-command.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';

let runner: OperationRunner;
let home: string;
let sandbox: TestSandbox;
let worker: SupervisedWorker;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'muster-reading-'));
  runner = await OperationRunner.connect();
  sandbox = await TestSandbox.start({ name: 'reading', hosts: 3, frontends: 2 });
  const observer = sandbox.info.hostsList[2]?.address;
  await sandbox.control('sql', { statement: `ALTER SYSTEM ADD OBSERVER '${observer}:9010'` });
  worker = new SupervisedWorker({ address: runner.address, namespace: runner.namespace, taskQueue: TASK_QUEUE });
  const link = { ...runner.link, taskQueue: TASK_QUEUE };
  await until('the worker polls', async () => (await findPollers(link)).length > 0);
});
afterAll(async () => {
  await worker.stop('SIGTERM');
  await sandbox.stop();
  await runner.close();
  rmSync(home, { recursive: true, force: true });
});

function muster(...args: readonly string[]): Command {
  return spawnCommand({ home, clusterFile: sandbox.info.clusterFile }, args);
}

test('the status by a worker has what the status from here has', async () => {
  const { code, output } = await muster('status', '--via-worker').ended;
  expect(output).toMatch(/Operation +none/);
  expect(output).toMatch(/fe-3 +observer +never/);
  expect(output).toContain('→ muster add fe-3');
  expect(code).toBe(0);
});

test('a check asks the worker of its own accord', async () => {
  const { code, output } = await muster('check').ended;
  expect(output).toMatch(/Worker +\d+@\S+ was asked as well/);
  expect(output).toMatch(/✓ passed: .*secrets/s);
  // The observer was registered and never started.
  expect(output).toMatch(/✗ half-joined .*\n +fe-3 is registered and has never been alive/);
  expect(code).toBe(3);
  const there = await muster('check', '--via-worker', '--json').ended;
  expect(JSON.parse(there.output.slice(there.output.indexOf('{')))).toMatchObject({ worker: expect.any(String) });
});

test('a cluster is imported by a worker, its observer as one; what fails there is told with code and hint', async () => {
  const address = sandbox.info.hostsList[1]?.address;
  const password = join(dirname(sandbox.info.clusterFile), 'secrets', 'sql-password');
  const sql = ['--sql', `root@${address}:9030`, '--password', `file:${password}`];
  const { code } = await muster('import', ...sql, '--via-worker', '--out', 'there.yaml').ended;
  expect(code).toBe(0);
  const text = readFileSync(join(home, 'there.yaml'), 'utf8');
  expect(text).toMatch(/fe-3: \{.* observer: true.*# not known: its ports/);

  const failed = await muster(
    'import',
    '--via-worker',
    '--out',
    'b.yaml',
    '--sql',
    sql[1] ?? '',
    '--password',
    'env:GONE',
  ).ended;
  expect(failed.output).toMatch(/SECRET_MISSING[\s\S]*as seen from the worker[\s\S]*export GONE=/);
  expect(failed.code).toBe(2);
  expect(existsSync(join(home, 'b.yaml'))).toBe(false);
  const asked = await muster('import', '--via-worker', '--out', 'b.yaml', '--sql', sql[1] ?? '', '--ask-password')
    .ended;
  expect(asked).toMatchObject({ code: 2, output: expect.stringContaining('does not go to a worker') });
});

test('a watch in a pipe tells what changes, and Ctrl-C ends it with code 0', async () => {
  const watching = muster('status', '--watch', '--interval', '0.5');
  await until('the first screen', () => watching.output().includes('in the cluster'));
  const observer = sandbox.info.hostsList[2]?.address;
  await sandbox.control('sql', { statement: `ALTER SYSTEM DROP OBSERVER '${observer}:9010'` });
  await until('the change', () => watching.output().includes('fe-3 member: yes → no'));
  watching.child.kill('SIGINT');
  const { code, output } = await watching.ended;
  expect(code).toBe(0);
  expect(output).toMatch(/\d\d:\d\d:\d\d {2}fe-3 member: yes → no/);
  expect(output.match(/^Cluster /gm)).toHaveLength(1);
  expect(output).not.toContain('\u001b');
});
