import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { findPollers } from '../../client/find-pollers.ts';
import { operationWorkflowId } from '../../model/foreman.ts';
import { type OperationProgress, TASK_QUEUE } from '../../model/operation.ts';
import { prepareNamespace } from '../../worker/server/prepare-namespace.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { readEndState } from './end-state.ts';
import { SupervisedWorker } from './worker-process.ts';
import { type Command, spawnCommand } from '../fixtures/spawn-command.ts';

// Its own: on the task queue of every installation another test may have a worker too.
const namespace = `command-line-${crypto.randomUUID()}`;

let runner: OperationRunner;
let home: string;
let sandbox: TestSandbox;
let worker: SupervisedWorker;
let clean: unknown;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'muster-cli-'));
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  await prepareNamespace(connection, namespace, AbortSignal.timeout(120_000));
  await connection.close();
  runner = await OperationRunner.connect(undefined, namespace);
  await begin();
  expect((await muster('add', 'fe-2', '-y').ended).code).toBe(0);
  clean = await readEndState(sandbox);
  await end();
});
afterAll(async () => {
  await runner.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(begin);
afterEach(end);

/** A sandbox and a worker where the command looks for one: on the task queue of every installation. */
async function begin(): Promise<void> {
  sandbox = await TestSandbox.start({ name: `c-${crypto.randomUUID().slice(0, 8)}` });
  worker = new SupervisedWorker({ address: runner.address, namespace: runner.namespace, taskQueue: TASK_QUEUE });
  const link = { ...runner.link, taskQueue: TASK_QUEUE };
  await until('the worker polls', async () => (await findPollers(link)).length > 0);
}

async function end(): Promise<void> {
  await worker.stop('SIGTERM');
  await sandbox.stop();
}

function muster(...args: readonly string[]): Command {
  return spawnCommand({ home, clusterFile: sandbox.info.clusterFile, namespace }, args);
}

function handleOfOperation(id: string) {
  return runner.client.workflow.getHandle(operationWorkflowId(sandbox.cluster.name, id));
}

async function untilSubmitted(command: Command): Promise<string> {
  return await until('the operation is submitted', () => /operation (\S+) submitted/.exec(command.output())?.[1]);
}

test('an add goes on when its command is killed with -9, and ends as without', async () => {
  const command = muster('add', 'fe-2', '-y');
  const id = await untilSubmitted(command);
  command.child.kill('SIGKILL');
  await command.ended;
  expect(((await handleOfOperation(id).result()) as OperationProgress).state).toBe('done');
  expect(await readEndState(sandbox)).toEqual(clean);
});

test('Ctrl-C on a watch detaches, says how to come back, and a watch from elsewhere sees the end', async () => {
  const command = muster('add', 'fe-2', '-y');
  const id = await untilSubmitted(command);
  command.child.kill('SIGINT');
  const { code, output } = await command.ended;
  expect(code).toBe(7);
  expect(output).toContain(`Operation ${id} goes on without this terminal`);
  expect(output).toContain(`muster ops watch ${id}`);
  const watch = await muster('ops', 'watch', id).ended;
  expect(watch.code).toBe(0);
  expect(watch.output).toContain('fe-2');
  expect(await readEndState(sandbox)).toEqual(clean);
});

test('with no worker running a watch says so and shows what the server knows', async () => {
  // Longer than the command may take to end, and the look at it to come.
  await sandbox.control('fault', { name: 'slow-start', node: 'fe-2', factor: 20 });
  const command = muster('add', 'fe-2', '-y', '--detach');
  const { code } = await command.ended;
  expect(code).toBe(7);
  const id = await untilSubmitted(command);
  await until('the node is being waited for', async () => {
    const { raw } = await handleOfOperation(id).describe();
    return (raw.pendingActivities ?? []).some(
      ({ activityId }) => activityId === 'fe-2/joined' || activityId === 'fe-2/serving',
    );
  });
  await worker.stop('SIGTERM');
  const watch = muster('ops', 'watch', id);
  const seen = await until('the watch says what it knows', () => /no worker/i.test(watch.output()) && watch.output());
  expect(seen).toContain('fe-2');
  worker = new SupervisedWorker({ address: runner.address, namespace: runner.namespace, taskQueue: TASK_QUEUE });
  expect((await watch.ended).code).toBe(0);
  expect(await readEndState(sandbox)).toEqual(clean);
});
