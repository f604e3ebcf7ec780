import { expect, test } from 'vitest';
import { nodesOf, retiredMetaOf } from '../fixtures/cluster-state.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

test('1 to 3 to 5 and back leaves no process, no dead member and no meta that would be picked up again', async () => {
  const runner = await OperationRunner.connect();
  const stopWorker = await startTestWorker(runner);
  try {
    await withSandbox({ hosts: 5, frontends: 1 }, async (sandbox) => {
      const run = async (verb: 'add' | 'remove', nodes: readonly string[]) =>
        expect(await runner.run(sandbox.cluster, { verb, nodes })).toMatchObject({ state: 'done' });
      const serving = async () =>
        (await nodesOf(sandbox)).filter(({ state, registered }) => registered && state === 'serving').length;
      await run('add', ['fe-2', 'fe-3']);
      expect(await serving()).toBe(3);
      await run('add', ['fe-4', 'fe-5']);
      expect(await serving()).toBe(5);
      await run('remove', ['fe-1', 'fe-4']);
      expect(await serving()).toBe(3);
      await run('remove', ['fe-2', 'fe-3']);
      const [last, ...gone] = [...(await nodesOf(sandbox))].reverse();
      expect(last).toMatchObject({ name: 'fe-5', role: 'LEADER', state: 'serving', registered: true });
      for (const { name, state, registered } of gone) {
        expect({ name, state, registered }).toEqual({ name, state: 'stopped', registered: false });
        expect(retiredMetaOf(sandbox, name)).toEqual({ inPlace: false, retired: 1 });
      }
      // What was moved aside does not come back: it joins anew.
      await run('add', ['fe-1']);
      expect(await serving()).toBe(2);
    });
  } finally {
    await stopWorker();
    await runner.close();
  }
}, 300_000);
