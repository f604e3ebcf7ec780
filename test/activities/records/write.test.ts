import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, NativeConnection, type Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createActivities } from '../../../activities/registry.ts';
import { write } from '../../../activities/records/write.ts';
import { type KeptRecord, type RunName, WRITE_RECORD } from '../../../model/record/record.ts';
import { createMusterWorker } from '../../../worker/create-worker.ts';
import { RecordKeeper } from '../../../worker/records/record-keeper.ts';
import { makeGate, ScriptedWorld } from '../../fixtures/scripted-world.ts';

const SILENT = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const taskQueue = `write-record-${crypto.randomUUID()}`;
let directory: string;
let world: ScriptedWorld;
let native: NativeConnection;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  world = await ScriptedWorld.create();
  directory = mkdtempSync(join(tmpdir(), 'muster-write-record-'));
  native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const workflowsPath = fileURLToPath(new URL('../../worker/fixtures/dummy-workflow.ts', import.meta.url));
  const bundlePath = join(directory, 'bundle.js');
  writeFileSync(bundlePath, (await bundleWorkflowCode({ workflowsPath, logger: SILENT })).code);
  worker = await createMusterWorker({
    connection: native,
    namespace: inject('temporalNamespace'),
    taskQueue,
    bundlePath,
    activities: createActivities(),
    records: new RecordKeeper({ directory: join(directory, 'records') }),
    shutdownGraceTime: '1s',
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await world.close();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  world.reset();
});

/** As the foreman calls it, by a worker with all the activities that ship. */
async function writeRecord(run: RunName): Promise<KeptRecord> {
  return (await world.client.workflow.execute('runActivity', {
    workflowId: `write/${crypto.randomUUID()}`,
    taskQueue,
    args: [WRITE_RECORD, run],
  })) as KeptRecord;
}

test('an operation that has ended is in both files', async () => {
  const handle = await world.start();
  const progress = await handle.result();
  const kept = await writeRecord({ workflowId: handle.workflowId, runId: handle.firstExecutionRunId });
  if (!kept.kept) throw new Error(kept.why);
  expect(JSON.parse(readFileSync(kept.file, 'utf8'))).toMatchObject({ workflowId: handle.workflowId, progress });
  expect(readFileSync(kept.file.replace(/json$/, 'txt'), 'utf8')).toContain('It is done.');
});

test('one that has not ended is not written', async () => {
  const gate = makeGate();
  world.script('awaitServing', async () => {
    await gate.opened;
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start();
  const run = { workflowId: handle.workflowId, runId: handle.firstExecutionRunId };
  expect(await writeRecord(run)).toEqual({ kept: false, why: 'it has not ended' });
  gate.open();
  await handle.result();
});

test('one that the server no longer knows is said, and tried no more', async () => {
  const gone = { workflowId: 'op/gone/1', runId: crypto.randomUUID() };
  expect(await writeRecord(gone)).toEqual({ kept: false, why: 'Temporal no longer knows it' });
});

test('a worker that keeps no records says so', async () => {
  expect(await write({ workflowId: 'op/x/1', runId: 'r' })).toEqual({
    kept: false,
    why: 'this worker keeps no records',
  });
});
