import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SecretRef } from '../../model/cluster.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { give } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { findSecrets, readHistoryText, readSecrets } from './find-secrets.ts';

let runner: OperationRunner;
let sandbox: TestSandbox;
let worker: SupervisedWorker;
let records: string;
let secrets: Readonly<Record<string, string>>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  sandbox = await TestSandbox.start();
  // The worker inherits it.
  process.env.MUSTER_SECRET_COMMANDS = '/bin/cat';
  records = mkdtempSync(join(tmpdir(), 'muster-records-'));
  process.env.MUSTER_RECORDS = records;
  worker = new SupervisedWorker(runner);
  secrets = readSecrets(sandbox);
});
afterAll(async () => {
  await worker.stop();
  delete process.env.MUSTER_SECRET_COMMANDS;
  delete process.env.MUSTER_RECORDS;
  rmSync(records, { recursive: true, force: true });
  await sandbox.stop();
  await runner.close();
});

/** The same secrets, each printed by a program. */
function fromPrograms({ sql, nodes, ...rest }: StarRocksCluster): StarRocksCluster {
  const print = (ref: SecretRef): SecretRef =>
    ref.from === 'file' ? { from: 'exec', command: ['/bin/cat', ref.path] } : ref;
  return {
    ...rest,
    sql: { ...sql, ...(sql.password !== undefined && { password: print(sql.password) }) },
    nodes: nodes.map((node) => ({
      ...node,
      config: Object.fromEntries(
        Object.entries(node.config).map(([key, value]) => [key, typeof value === 'string' ? value : print(value)]),
      ),
    })),
  };
}

async function finish(
  request: Partial<OperationRequest>,
  undo: boolean,
  cluster = sandbox.cluster,
): Promise<[OperationProgress, string]> {
  const handle = await runner.start(cluster, request);
  if (undo) {
    await untilStep(handle, 'fe-2/serving', 'running');
    await give(handle, 'undo');
  }
  return [(await handle.result()) as OperationProgress, await readHistoryText(handle)];
}

function readCommands(): string {
  return readFileSync(join(sandbox.info.dir, 'logs', 'commands.jsonl'), 'utf8');
}

test('the fixture has a secret of SQL, one that is written into fe.conf, and one that was in it', () => {
  const names = ['keystore-password', 'shipped-keystore-password', 'sql-password'];
  expect(Object.keys(secrets).sort()).toEqual(names);
  for (const name of names) expect(secrets[name]).toMatch(/^\S{12,}$/);
});

test('no secret is in the history, the log of the worker or the command lines of an undo, programs print them', async () => {
  await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
  const [progress, history] = await finish({}, true, fromPrograms(sandbox.cluster));
  await sandbox.control('cure', { name: 'never-greet', node: 'fe-2' });
  expect(progress.state).toBe('undone');
  expect(history).toContain('fe-2/undo-config:perform');
  expect(history).toContain('/bin/cat');
  expect(findSecrets(history, secrets)).toEqual([]);
});

test('no secret is in the history, the log of the worker or the command lines of an add', async () => {
  const [progress, history] = await finish({}, false);
  expect(progress.state).toBe('done');
  // They were used: the new fe.conf holds the one and the leader asked for the other.
  const conf = readFileSync(join(sandbox.cluster.nodes[1]?.home ?? '', 'conf/fe.conf'), 'utf8');
  expect(findSecrets(conf, secrets)).toEqual(['keystore-password']);
  expect(history).toContain('ssl_keystore_password');
  expect(findSecrets(history, secrets)).toEqual([]);
});

test('no secret is in what the worker logged and the hosts were told, over all operations', () => {
  const log = worker.output.join('');
  const commands = readCommands();
  expect(log).not.toBe('');
  expect(commands).toContain('start_fe.sh');
  expect(findSecrets(log, secrets)).toEqual([]);
  expect(findSecrets(commands, secrets)).toEqual([]);
});

/** Each file that the worker wrote of operations, with all that is in it. */
function readRecordTexts(): readonly string[] {
  const lasting = readdirSync(records).filter((name) => !name.endsWith('.new'));
  return lasting.map((name) => readFileSync(join(records, name), 'utf8'));
}

test('no secret is in the records that the worker wrote, over all operations', async () => {
  const texts = await until('both operations are written down as ended', () => {
    const all = readRecordTexts();
    return all.filter((text) => /^add fe .*: (done|undone)$/m.test(text)).length === 2 && all;
  });
  expect(texts).toHaveLength(4);
  expect(texts.join('')).toContain('ssl_keystore_password');
  expect(findSecrets(texts.join('\n'), secrets)).toEqual([]);
});

test('the search finds a secret that was planted in a history, as it is or encoded', async () => {
  const planted = secrets['sql-password'] ?? '';
  const [, history] = await finish({ mode: 'plan', nodes: ['fe-2'], by: `${planted}@here` }, false);
  expect(findSecrets(history, secrets)).toEqual(['sql-password']);
  await until('it is found in a record', () => findSecrets(readRecordTexts().join('\n'), secrets).length === 1);
  for (const offset of ['', 'x', 'xy'])
    expect(findSecrets(Buffer.from(`${offset}${planted}z`).toString('base64'), secrets)).toEqual(['sql-password']);
});
