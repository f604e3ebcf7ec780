import { beforeAll, describe, expect, test } from 'vitest';
import type { OperationRequest } from '../../model/operation.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { type InjectedFault, injectFault } from './inject-fault.ts';
import { ADD_ACTIVITIES, UNDO_ACTIVITIES, chooseCases, UNDO_TRIGGER } from './procedures.ts';

let cleanAdd: unknown;
let untouched: unknown;

beforeAll(async () => {
  const { before, after } = await runWith([]);
  untouched = before;
  cleanAdd = after;
});

/** On a sandbox and a task queue of its own: the cases run side by side. */
async function runWith(faults: readonly InjectedFault[], request: Partial<OperationRequest> = {}) {
  const sandbox = await TestSandbox.start();
  const runner = await OperationRunner.connect();
  const stopWorker = await startTestWorker(runner, { faults: faults.map(({ interceptor }) => interceptor) });
  try {
    const before = await readEndState(sandbox);
    const progress = await runner.run(sandbox.cluster, request);
    return { progress, before, after: await readEndState(sandbox) };
  } finally {
    await stopWorker();
    await runner.close();
    await sandbox.stop();
  }
}

const cases = (activities: readonly string[]) =>
  chooseCases(
    activities.flatMap((activity) => [
      { activity, when: 'before' as const },
      { activity, when: 'after' as const },
    ]),
  );

describe.concurrent('add fe ends as without a fault when', { timeout: 120_000 }, () => {
  test.each(cases(ADD_ACTIVITIES))('$activity fails $when its effect', async (fault) => {
    const injected = injectFault(fault);
    const { progress, after } = await runWith([injected]);
    expect(progress).toMatchObject({ state: 'done' });
    expect(injected.fired()).toBe(true);
    expect(after).toEqual(cleanAdd);
  });
});

describe.concurrent('the undo of add fe leaves the cluster as it was when', { timeout: 120_000 }, () => {
  test.each(cases(UNDO_ACTIVITIES))('$activity fails $when its effect', async (fault) => {
    const injected = injectFault(fault);
    const { progress, after } = await runWith([injectFault(UNDO_TRIGGER), injected], { onFailure: 'undo' });
    expect(progress).toMatchObject({ state: 'undone' });
    expect(injected.fired()).toBe(true);
    expect(withoutRemains(after)).toEqual(withoutRemains(untouched));
  });
});
