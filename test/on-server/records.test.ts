import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import type { Link } from '../../client/connect.ts';
import { submit } from '../../client/submit.ts';
import { MusterError } from '../../model/error.ts';
import { describeRecord } from '../../model/record/describe-record.ts';
import { parseRecord } from '../../model/record/parse-record.ts';
import type { OperationRecord } from '../../model/record/record.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { RecordKeeper } from '../../worker/records/record-keeper.ts';
import { give, makeCluster, makeRequest, ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

/** One that begins with a digit, as those of the client do. */
const createId = () => `7${crypto.randomUUID().slice(1, 8)}`;

let root: string;
let directory: string;
let keeper: RecordKeeper;
let world: ScriptedWorld;
const warnings: string[] = [];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'muster-records-'));
  directory = join(root, 'records');
  keeper = new RecordKeeper({ directory, everyMs: 10, warn: (_, { reason }) => void warnings.push(reason) });
  world = await ScriptedWorld.create({ records: keeper });
});
afterAll(async () => {
  await world.close();
  await keeper.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  world.reset();
});

function readRecord(id: string): OperationRecord | undefined {
  const name = readdirSync(directory).find((file) => file.endsWith(`_${id}.json`));
  if (name === undefined) return undefined;
  const parsed = parseRecord(readFileSync(join(directory, name), 'utf8'));
  if (!parsed.ok) throw new Error(`${name} ${parsed.why}`);
  return parsed.record;
}

const untilRecorded = (id: string, state: string) =>
  until(`the record of ${id} says ${state}`, () => {
    const record = readRecord(id);
    return record?.progress.state === state && record;
  });

/** The compiled command, with no Temporal that it could ask but the one that is named. */
async function muster(args: readonly string[], temporal: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env.PATH ?? '', HOME: root, MUSTER_STATE_DIR: root, TZ: 'UTC', ...temporal };
  const main = join(packageRoot(), 'dist/client/main.js');
  const options = { cwd: root, env, extendEnv: false, reject: false } as const;
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, ...args], options);
  return { exitCode, stdout, stderr };
}

function failStart(): void {
  world.script('start.perform', () => {
    throw new MusterError('COMMAND_FAILED', 'start_fe.sh ended with 1', { kind: 'refused', hint: 'look at it' });
  });
}

/** Its record when it holds at the start of its frontend. */
async function hold(id = createId()) {
  failStart();
  const handle = await world.start({ id });
  await untilState(handle, 'needs attention');
  return { id, handle, record: await untilRecorded(id, 'needs attention') };
}

describe('an operation that runs', () => {
  test('is in its file with what it did, what comes and what an undo would take back', async () => {
    const { id, handle, record } = await hold();
    expect(record).toMatchObject({ workflowId: handle.workflowId, progress: { request: { id, by: 'test@here' } } });
    expect(record.progress).toEqual(await handle.query('progress'));
    expect(record.undo.map((step) => step.id)).toEqual([
      'fe-2/undo-register',
      'fe-2/undo-start',
      'fe-2/undo-meta',
      'fe-2/undo-config',
      'fe-2/undo-package',
    ]);
    await give(handle, 'undo');
    await handle.result();
    expect((await untilRecorded(id, 'undone')).progress).toEqual(await handle.result());
    // What was foretold is what was done: the steps of a rescue aside.
    const undone = readRecord(id)
      ?.progress.steps.filter((step) => step.undo)
      .map((step) => step.id);
    expect(undone).toEqual(record.undo.map((step) => step.id));
  });

  test('foretells no undo before it has changed anything, and of a plan keeps what it says', async () => {
    const id = createId();
    expect(await world.run({ id, mode: 'plan' })).toMatchObject({ state: 'planned' });
    expect(await untilRecorded(id, 'planned')).toMatchObject({ undo: [] });
  });

  test('goes on in the file when another worker takes it over', async () => {
    const { id, handle } = await hold();
    await world.replaceWorker();
    world.reset();
    await give(handle, 'retry');
    await handle.result();
    const record = await untilRecorded(id, 'done');
    expect(record.progress.verbs).toMatchObject([{ verb: 'retry', by: 'test@here', why: 'a test' }]);
  });

  test('does not notice that the disk cannot be written; the log says it', async () => {
    await keeper.close();
    rmSync(directory, { recursive: true, force: true });
    writeFileSync(directory, '');
    try {
      expect(await world.run({ id: createId() })).toMatchObject({ state: 'done' });
      await until('it is said', () => warnings.length > 0);
    } finally {
      await keeper.close();
      rmSync(directory);
      mkdirSync(directory, { mode: 0o700 });
    }
  });
});

describe('an operation that has ended', () => {
  test('is written from what the server keeps, the same each time', async () => {
    const handle = await world.start({ id: createId() });
    const result = await handle.result();
    const own = mkdtempSync(join(root, 'own-'));
    const alone = new RecordKeeper({ directory: own });
    const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
    const first = await alone.keepEnded(world.client, run);
    if (!first.kept) throw new Error(first.why);
    const text = readFileSync(first.file, 'utf8');
    const { events } = await handle.fetchHistory();
    expect(JSON.parse(text)).toMatchObject({ progress: result, events: events?.length });
    expect(await alone.keepEnded(world.client, run)).toEqual(first);
    expect(readFileSync(first.file, 'utf8')).toBe(text);
    await alone.close();
  });

  test('and was terminated keeps the steps that were to come, and the way back', async () => {
    const { id, handle, record } = await hold();
    const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
    expect(await keeper.keepEnded(world.client, run)).toEqual({ kept: false, why: 'it has not ended' });
    await handle.terminate('cleaning up');
    expect(await keeper.keepEnded(world.client, run)).toMatchObject({ kept: true });
    const ended = readRecord(id)!;
    expect(ended.progress.failure?.message).toContain('cleaning up');
    expect(ended.progress.steps.map((step) => step.id)).toEqual(record.progress.steps.map((step) => step.id));
    expect(ended.undo).toEqual(record.undo);
    expect(describeRecord(ended, { zone: 'UTC' }).join('\n')).toMatch(/Not begun\. By hand, in this order/);
  });

  test('and cannot be written says why, and fails nothing', async () => {
    const handle = await world.start({ id: createId() });
    await handle.result();
    const file = join(root, 'no-directory');
    writeFileSync(file, '');
    const alone = new RecordKeeper({ directory: file });
    const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
    expect(await alone.keepEnded(world.client, run)).toEqual({ kept: false, why: expect.stringContaining('ENOTDIR') });
    await alone.close();
  });
});

test('an operation of a foreman is written down when it has closed, however it ended', async () => {
  failStart();
  const { taskQueue, client } = world;
  const target = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  const link: Link = { ...target, client, taskQueue, close: async () => {} };
  const id = createId();
  const cluster = { ...makeCluster(), name: `c-${crypto.randomUUID().slice(0, 8)}` };
  const { workflowId } = await submit(link, makeRequest({ id, cluster }));
  await untilRecorded(id, 'needs attention');
  await client.workflow.getHandle(workflowId).terminate('by somebody');
  const record = await untilRecorded(id, 'failed');
  expect(record.progress.failure?.message).toContain('by somebody');
  expect(record.undo).not.toEqual([]);
});

describe('with everything down', () => {
  const file = (name: string) =>
    `name: ${name}\nengine: starrocks\nversion: 3.5.7\nssh: { user: u }\nroles: { fe: { home: /opt/fe } }\nnodes: { fe-1: { role: fe, host: a } }\n`;

  test('the runbook tells what is done and what remains, by the beginning of the id or by the cluster', async () => {
    const cluster = { ...makeCluster(), name: `c-${crypto.randomUUID().slice(0, 8)}` };
    const id = createId();
    const planId = createId();
    await world.run({ id: planId, cluster, mode: 'plan' });
    await untilRecorded(planId, 'planned');
    failStart();
    const handle = await world.start({ id, cluster });
    await untilState(handle, 'needs attention');
    await untilRecorded(id, 'needs attention');
    const { exitCode, stdout, stderr } = await muster(['ops', 'runbook', id.slice(0, 6)]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/WHAT WAS DONE[\s\S]*Register it as a follower[\s\S]*register\n.*→ OK[\s\S]*WHAT REMAINS/);
    expect(stdout).toMatch(/Start it with the leader as helper \(begun; nothing happened[\s\S]*THE WAY BACK/);
    expect(stderr).toContain(directory);
    writeFileSync(join(root, 'one.yaml'), file(cluster.name));
    expect((await muster(['ops', 'runbook', '-f', 'one.yaml'])).stdout).toBe(stdout);
    expect((await muster(['ops', 'runbook', cluster.name, '--records', directory])).stdout).toBe(stdout);
    const { stdout: json } = await muster(['ops', 'runbook', id, '--json']);
    expect(JSON.parse(json)).toMatchObject({ progress: { request: { id } } });
    await handle.terminate();
  });

  test('a step that is not planned has the statements of the plan of before', async () => {
    const cluster = { ...makeCluster(), name: `c-${crypto.randomUUID().slice(0, 8)}` };
    const plan = { id: createId(), cluster, mode: 'plan' } as const;
    await world.run(plan);
    await untilRecorded(plan.id, 'planned');
    world.script('register.plan', () => {
      throw new MusterError('SQL_FAILED', 'no', { kind: 'refused' });
    });
    const id = createId();
    const handle = await world.start({ id, cluster });
    await untilState(handle, 'needs attention');
    await untilRecorded(id, 'needs attention');
    const { stdout } = await muster(['ops', 'runbook', id]);
    expect(stdout).toMatch(
      new RegExp(`Start it.*\\(not planned yet\\)\\n *as plan ${plan.id} had it.*\\n.*\\n *start\\n`),
    );
    await handle.terminate();
  });

  test.each([
    [
      'nothing of that id',
      ['ops', 'runbook', '1zzz'],
      /No record of operation 1zzz is in .*records \(NOT_FOUND\)[\s\S]*--records <dir>/,
    ],
    ['no directory', ['ops', 'runbook', '1zzz', '--records', 'none'], /none does not exist \(NOT_FOUND\)/],
    ['nothing named', ['ops', 'runbook'], /No operation is named[\s\S]*muster ops runbook \S+ +# /],
  ])('it says of %s where it looked and what to type', async (_, args, text) => {
    const { exitCode, stderr } = await muster(args);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(text);
    expect(exitCode).toBe(2);
  });

  test('a record that was cut in half is named with the page beside it', async () => {
    const base = '2026-11-21_020000_prod_add_1half0000';
    writeFileSync(join(directory, `${base}.json`), '{"format": 1,');
    writeFileSync(join(directory, `${base}.txt`), 'a page');
    const { exitCode, stderr } = await muster(['ops', 'runbook', '1half']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/RECORD_UNREADABLE[\s\S]*less .*1half0000\.txt/);
  });
});

describe('muster ops show', () => {
  const known = () => ({
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: inject('temporalNamespace'),
  });

  test('shows the record where Temporal no longer knows the operation, and says so', async () => {
    const { id, handle } = await hold();
    await handle.terminate();
    const kept = join(root, 'kept');
    mkdirSync(kept);
    // As after the retention: the same operation under an id that the server never saw.
    const text = JSON.stringify(readRecord(id))
      .replaceAll(id, '9gone000')
      // What the scripted changes do not say.
      .replaceAll('"at":""', '"at":"2026-11-21T02:00:00.000Z"');
    writeFileSync(join(kept, '2026-11-21_020000_scripted_add_9gone000.json'), text);
    const { exitCode, stdout, stderr: said } = await muster(['ops', 'show', '9gone', '--records', kept], known());
    expect(exitCode, said).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /does not know this operation, or no longer: shown is what its worker wrote down/,
    );
    expect(stdout).toContain('Register it as a follower');
    const { stdout: json } = await muster(['ops', 'show', '9gone', '--records', kept, '--json'], known());
    expect(JSON.parse(json)).toMatchObject({ source: 'record', request: { id: '9gone000' } });
    const { exitCode: none, stderr } = await muster(['ops', 'show', '9nobody', '--records', kept], known());
    expect(none).toBe(2);
    expect(stderr).toContain('No operation 9nobody is known');
  });

  test('points to the runbook where Temporal is down and there is a record', async () => {
    const { id, handle } = await hold();
    await handle.terminate();
    const { exitCode, stderr } = await muster(['ops', 'show', id], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(exitCode).toBe(6);
    expect(stderr).toContain(`muster ops runbook ${id}`);
  });
});
