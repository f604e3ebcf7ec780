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
let clean: unknown;

beforeAll(async () => {
  temporal = await OwnTemporal.start(inject('temporalPath'));
  clean = (await runWithKill()).endState;
});
afterAll(async () => {
  await temporal.stop();
});

/** Kills the server when the activity is seen to run, and starts it again on the same database. */
async function runWithKill(activityId?: string): Promise<{ progress: OperationProgress; endState: unknown }> {
  const sandbox = await TestSandbox.start();
  // So that each of these is under way for a while.
  await sandbox.control('fault', { name: 'delay', node: 'fe-1', pattern: 'ADD FOLLOWER', seconds: 9 });
  await sandbox.control('fault', { name: 'slow-start', node: 'fe-2', factor: 3 });
  const runner = await OperationRunner.connect(temporal.address, DEFAULT_NAMESPACE);
  const worker = new SupervisedWorker(runner);
  try {
    const handle = await runner.start(sandbox.cluster);
    if (activityId !== undefined) {
      await until(`${activityId} runs`, () => isUnderWay(handle, activityId));
      await temporal.kill();
      await temporal.startAgain();
    }
    const progress = await resultOf(handle);
    return { progress, endState: await readEndState(sandbox) };
  } finally {
    await worker.stop();
    await runner.close();
    await sandbox.stop();
  }
}

async function isUnderWay(handle: WorkflowHandleWithFirstExecutionRunId, activityId: string): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).some((pending) => pending.activityId === activityId && pending.attempt === 1);
}

/** The connection of the client is as cut as everything else: it asks until it is answered. */
async function resultOf(handle: WorkflowHandleWithFirstExecutionRunId): Promise<OperationProgress> {
  return await until('the operation has ended', () => handle.result().catch(() => undefined), 90_000);
}

test.each([
  ['while ADD is under way', 'fe-2/register:perform'],
  ['while the new node is being started', 'fe-2/start:perform'],
  ['while it waits for the new node', 'fe-2/joined'],
])(
  'a Temporal server killed with -9 %s changes nothing in the end',
  { timeout: 120_000 },
  async (_when, activityId) => {
    const { progress, endState } = await runWithKill(activityId);
    expect(progress).toMatchObject({ state: 'done' });
    expect(endState).toEqual(clean);
  },
);
