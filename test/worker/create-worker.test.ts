import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection, WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { bundleWorkflowCode, NativeConnection, type Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { activityAttempt, activitySignal, notYet, reportNote } from '../../activities/context.ts';
import { MusterError } from '../../model/error.ts';
import type { FailureView, Heartbeat } from '../../model/step.ts';
import { createMusterWorker } from '../../worker/create-worker.ts';
import { installRuntime } from '../../worker/install-runtime.ts';

/** Of temporal.api.enums.v1.PendingActivityState. */
const STARTED = 2;
const SECRET = 'hunter2-4711';
const taskQueue = `create-worker-${process.pid}`;
const release = new Map<string, () => void>();
let directory: string;
let bundlePath: string;
let connection: Connection;
let native: NativeConnection;
let client: Client;
let worker: Worker;
let running: Promise<void>;

const activities = {
  async refused() {
    throw new MusterError('SQL_AUTH', `password ${SECRET} is not accepted`, { hint: `try without ${SECRET}` });
  },
  async transient() {
    if (activityAttempt() === 1) throw new MusterError('SSH_UNREACHABLE', 'no route', { kind: 'transient' });
    return activityAttempt();
  },
  async defect() {
    throw new Error(`the file says ${SECRET} and password=other`);
  },
  async probing() {
    if (activityAttempt() < 3) throw notYet(`try ${activityAttempt()}`, 10);
    return activityAttempt();
  },
  async noting(id: string) {
    reportNote('half of it');
    await new Promise<void>((resolve) => release.set(id, resolve));
    return 'whole';
  },
  async cutOff() {
    if (activityAttempt() > 1) return 'by the next worker';
    const signal = activitySignal();
    return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  },
  async cancelled() {
    const signal = activitySignal();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  },
};

beforeAll(async () => {
  installRuntime({ redact, level: 'silent' });
  directory = mkdtempSync(join(tmpdir(), 'muster-create-worker-'));
  bundlePath = join(directory, 'bundle.js');
  const workflowsPath = fileURLToPath(new URL('fixtures/dummy-workflow.ts', import.meta.url));
  const logger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  writeFileSync(bundlePath, (await bundleWorkflowCode({ workflowsPath, logger })).code);
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  connection = await Connection.connect({ address });
  client = new Client({ connection, namespace });
  native = await NativeConnection.connect({ address });
  worker = await createMusterWorker({ connection: native, namespace, taskQueue, bundlePath, activities, redact });
  running = worker.run();
});

afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await connection.close();
  rmSync(directory, { recursive: true, force: true });
});

function redact(text: string): string {
  return text.replaceAll(SECRET, '***');
}

function start(activity: string, input: unknown = null) {
  const workflowId = `${taskQueue}/${activity}/${crypto.randomUUID()}`;
  return client.workflow.start('runActivity', { workflowId, taskQueue, args: [activity, input] });
}

async function failureOf(result: Promise<unknown>): Promise<ApplicationFailure> {
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  const inner = cause instanceof ActivityFailure ? cause.cause : undefined;
  if (inner instanceof ApplicationFailure) return inner;
  throw new Error('The activity did not fail as expected', { cause: error });
}

test('a refused error is not tried again and carries its view without the secret', async () => {
  const handle = await start('refused');
  const failure = await failureOf(handle.result());
  const view: FailureView = {
    code: 'SQL_AUTH',
    kind: 'refused',
    message: 'password *** is not accepted',
    hint: 'try without ***',
  };
  expect(failure).toMatchObject({ type: 'SQL_AUTH', nonRetryable: true, details: [view] });
});

test('a transient error is tried again', async () => {
  const handle = await start('transient');
  expect(await handle.result()).toBe(2);
});

test('a defect is named without its text, and no path or secret gets into history', async () => {
  const handle = await start('defect');
  const failure = await failureOf(handle.result());
  expect(failure).toMatchObject({ type: 'INTERNAL', message: 'A defect of muster: Error' });
  const history = JSON.stringify(await handle.fetchHistory());
  expect(history).not.toContain(SECRET);
  expect(history).not.toContain('password=');
  expect(JSON.stringify(failure)).not.toContain(process.cwd());
});

test('a wait that is not so yet is tried again by the server without history', async () => {
  const handle = await start('probing');
  expect(await handle.result()).toBe(3);
  const { events } = await handle.fetchHistory();
  expect(events?.length).toBe(11);
});

test('a note is seen in describe while the activity runs', async () => {
  const id = crypto.randomUUID();
  const handle = await start('noting', id);
  let seen: Heartbeat | undefined;
  await expect
    .poll(
      async () => {
        const { raw } = await handle.describe();
        const payload = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads?.[0]?.data;
        seen = payload ? (JSON.parse(Buffer.from(payload).toString()) as Heartbeat) : undefined;
        return seen?.note;
      },
      { timeout: 120_000 },
    )
    .toBe('half of it');
  expect(Number.isNaN(Date.parse(seen?.at ?? ''))).toBe(false);
  release.get(id)?.();
  expect(await handle.result()).toBe('whole');
});

test('a cancelled activity sees its signal and ends as cancelled', async () => {
  const handle = await start('cancelled');
  await expect
    .poll(async () => (await handle.describe()).raw.pendingActivities?.[0]?.state, { timeout: 120_000 })
    .toBe(STARTED);
  await handle.cancel();
  await expect.poll(async () => (await handle.describe()).status.name, { timeout: 120_000 }).toBe('CANCELLED');
});

test('an activity that a worker must leave behind is taken up by the next one', async () => {
  const queue = `${taskQueue}-next`;
  const create = () =>
    createMusterWorker({
      connection: native,
      namespace: inject('temporalNamespace'),
      taskQueue: queue,
      bundlePath,
      activities,
      shutdownGraceTime: '0.1s',
    });
  const first = await create();
  const firstRun = first.run();
  const handle = await client.workflow.start('runActivity', {
    workflowId: `${queue}/1`,
    taskQueue: queue,
    args: ['cutOff', null],
  });
  await expect
    .poll(async () => (await handle.describe()).raw.pendingActivities?.[0]?.state, { timeout: 120_000 })
    .toBe(STARTED);
  first.shutdown();
  await firstRun;
  const second = await create();
  const result = await second.runUntil(handle.result());
  expect(result).toBe('by the next worker');
});
