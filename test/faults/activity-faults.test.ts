import { beforeAll, describe, expect, test } from 'vitest';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { fill } from '../fixtures/sandbox-data.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { type InjectedFault, injectFault } from './inject-fault.ts';
import { type FaultedProcedure, PROCEDURES, UNDO_ACTIVITIES, UNDO_TRIGGER, chooseCases } from './procedures.ts';

const [ADD] = PROCEDURES as readonly [FaultedProcedure, ...FaultedProcedure[]];

/** On a sandbox and a task queue of its own: the cases run side by side. */
async function runWith({ sandbox: options, request, tables }: FaultedProcedure, faults: readonly InjectedFault[]) {
  const sandbox = await TestSandbox.start(options);
  if (tables !== undefined) await fill(sandbox, { tables });
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

/** Of the first procedure each activity; the others have most of theirs in common. */
const cases = (activities: readonly string[], of = activities === ADD.activities ? 4 : 8) =>
  chooseCases(
    activities.flatMap((activity) => [
      { activity, when: 'before' as const },
      { activity, when: 'after' as const },
    ]),
    of,
  );

describe.each(PROCEDURES)('$name', (procedure) => {
  let clean: unknown;

  beforeAll(async () => {
    const { progress, after } = await runWith(procedure, []);
    expect(progress).toMatchObject({ state: 'done' });
    clean = after;
  });

  describe.concurrent('ends as without a fault when', { timeout: 300_000 }, () => {
    test.each(cases(procedure.activities))('$activity fails $when its effect', async (fault) => {
      const injected = injectFault(fault);
      const { progress, after } = await runWith(procedure, [injected]);
      expect(progress).toMatchObject({ state: 'done' });
      expect(injected.fired()).toBe(true);
      expect(after).toEqual(clean);
    });
  });
});

describe.concurrent('the undo of add fe leaves the cluster as it was when', { timeout: 300_000 }, () => {
  test.each(cases(UNDO_ACTIVITIES, 4))('$activity fails $when its effect', async (fault) => {
    const injected = injectFault(fault);
    const undone = { ...ADD, request: { ...ADD.request, onFailure: 'undo' as const } };
    const { progress, before, after } = await runWith(undone, [injectFault(UNDO_TRIGGER), injected]);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(injected.fired()).toBe(true);
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
