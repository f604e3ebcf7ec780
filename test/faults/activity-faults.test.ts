import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { injectFault } from './inject-fault.ts';
import { ADD_ACTIVITIES, UNDO_ACTIVITIES, chooseCases, UNDO_TRIGGER } from './procedures.ts';

let runner: OperationRunner;
let cleanAdd: unknown;
let untouched: unknown;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  const sandbox = await TestSandbox.start();
  const stopWorker = await startTestWorker(runner);
  untouched = await readEndState(sandbox);
  await runner.run(sandbox.cluster);
  cleanAdd = await readEndState(sandbox);
  await stopWorker();
  await sandbox.stop();
});
afterAll(async () => {
  await runner.close();
});

const cases = (activities: readonly string[]) =>
  chooseCases(
    activities.flatMap((activity) => [
      { activity, when: 'before' as const },
      { activity, when: 'after' as const },
    ]),
  );

describe('add fe ends as without a fault when', () => {
  test.each(cases(ADD_ACTIVITIES))('$activity fails $when its effect', async (fault) => {
    const sandbox = await TestSandbox.start();
    const injected = injectFault(fault);
    const stopWorker = await startTestWorker(runner, { faults: [injected.interceptor] });
    try {
      const progress = await runner.run(sandbox.cluster);
      expect(progress).toMatchObject({ state: 'done' });
      expect(injected.fired()).toBe(true);
      expect(await readEndState(sandbox)).toEqual(cleanAdd);
    } finally {
      await stopWorker();
      await sandbox.stop();
    }
  });
});

describe('the undo of add fe leaves the cluster as it was when', () => {
  test.each(cases(UNDO_ACTIVITIES))('$activity fails $when its effect', async (fault) => {
    const sandbox = await TestSandbox.start();
    const trigger = injectFault(UNDO_TRIGGER);
    const injected = injectFault(fault);
    const stopWorker = await startTestWorker(runner, { faults: [trigger.interceptor, injected.interceptor] });
    try {
      const progress = await runner.run(sandbox.cluster, { onFailure: 'undo' });
      expect(progress).toMatchObject({ state: 'undone' });
      expect(injected.fired()).toBe(true);
      expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(untouched));
    } finally {
      await stopWorker();
      await sandbox.stop();
    }
  });
});
