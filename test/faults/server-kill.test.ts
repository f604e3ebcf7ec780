import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DEFAULT_NAMESPACE, type OperationProgress } from '../../model/operation.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { OwnTemporal } from '../fixtures/own-temporal.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { readEndState } from './end-state.ts';
import { SupervisedWorker } from './worker-process.ts';

let temporal: OwnTemporal;
let directory: string;
let clean: unknown;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-server-kill-'));
  temporal = await OwnTemporal.start(inject('temporalPath'));
  clean = (await runWithKill()).endState;
});
afterAll(async () => {
  await temporal.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Kills the server while the activity is under way, and starts it again on the same database. */
async function runWithKill(activity?: string): Promise<{ progress: OperationProgress; endState: unknown }> {
  const sandbox = await TestSandbox.start();
  // So that it is caught in the middle of what it does.
  await sandbox.control('fault', { name: 'delay', node: 'fe-1', pattern: 'ADD FOLLOWER', seconds: 9 });
  await sandbox.control('fault', { name: 'slow-start', node: 'fe-2', factor: 3 });
  const runner = await OperationRunner.connect(temporal.address, DEFAULT_NAMESPACE);
  const [marker, gate] = ['begun', 'gate'].map((name) => join(directory, `${activity}-${name}`)) as [string, string];
  const worker = new SupervisedWorker(runner, activity === undefined ? undefined : { activity, marker, gate });
  try {
    const handle = await runner.start(sandbox.cluster);
    if (activity !== undefined) {
      await until(`${activity} is under way`, () => existsSync(marker));
      await temporal.kill();
      await temporal.startAgain();
      writeFileSync(gate, '');
    }
    const progress = await resultOf(handle);
    return { progress, endState: await readEndState(sandbox) };
  } finally {
    await worker.stop();
    await runner.close();
    await sandbox.stop();
  }
}

/** The connection of the client is as cut as everything else: it asks until it is answered. */
async function resultOf(handle: WorkflowHandleWithFirstExecutionRunId): Promise<OperationProgress> {
  return await until('the operation has ended', () => handle.result().catch(() => undefined), 240_000);
}

test.each([
  ['while ADD is under way', 'starrocks.frontends.register.perform'],
  ['while the new node is being started', 'starrocks.frontends.start.perform'],
  ['while it waits for the new node', 'starrocks.frontends.awaitAlive'],
])('a Temporal server killed with -9 %s changes nothing in the end', { timeout: 480_000 }, async (_when, activity) => {
  const { progress, endState } = await runWithKill(activity);
  expect(progress).toMatchObject({ state: 'done' });
  expect(endState).toEqual(clean);
});
