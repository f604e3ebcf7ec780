import { expect, test } from 'vitest';
import { withoutRemains, readEndState } from '../faults/end-state.ts';
import { injectFault } from '../faults/inject-fault.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { startTestWorker } from '../fixtures/operation-runner.ts';
import { backendRow, handleOf, knobNotes, storageOf } from '../fixtures/sandbox-data.ts';
import { until } from '../fixtures/until.ts';
import { useConnection } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const SHARED = { hosts: 1, frontends: 1, backends: 2, sharedData: true, speed: 20 } as const;
const REMOVE = { verb: 'remove', role: 'be', nodes: ['be-2'] } as const;

const runner = useConnection();

test('where tablets lie in object storage nothing is drained: it is stopped gracefully, then dropped', async () => {
  const stopWorker = await startTestWorker(runner);
  try {
    await withSandbox(SHARED, async (sandbox) => {
      const handle = handleOf(sandbox, 'be-2');
      const progress = await runner.run(sandbox.cluster, REMOVE);
      expect(progress).toMatchObject({ state: 'done' });
      const done = progress.steps.flatMap(({ evidence = [] }) => evidence.map(({ action }) => action));
      expect(done.filter(({ kind }) => kind === 'sql')).toMatchObject([
        { statement: `ALTER SYSTEM DROP BACKEND '${handle}'` },
      ]);
      expect(done.find(({ kind }) => kind === 'command')).toMatchObject({
        command: expect.stringMatching(/^kill -TERM /),
      });
      expect(await backendRow(sandbox, 'be-2')).toBeUndefined();
      expect((await nodesOf(sandbox)).find(({ name }) => name === 'be-2')).toMatchObject({ state: 'stopped' });
      expect(storageOf(sandbox, 'be-2')).toEqual([expect.stringMatching(/^storage\.removed-/)]);
      expect(knobNotes(sandbox)).toEqual([]);
    });
  } finally {
    await stopWorker();
  }
});

test('one that is stopped by then is started again by an undo', async () => {
  const trigger = injectFault({ activity: 'starrocks.backends.drop.plan', when: 'before', kind: 'refused' });
  const stopWorker = await startTestWorker(runner, { faults: [trigger.interceptor] });
  try {
    await withSandbox(SHARED, async (sandbox) => {
      const before = await readEndState(sandbox);
      const progress = await runner.run(sandbox.cluster, { ...REMOVE, onFailure: 'undo' });
      expect(trigger.fired()).toBe(true);
      expect(progress).toMatchObject({ state: 'undone' });
      await until('both serve', async () => (await nodesOf(sandbox)).every(({ alive }) => alive));
      expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
    });
  } finally {
    await stopWorker();
  }
});
