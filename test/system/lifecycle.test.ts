import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperationVerb } from '../../model/operation.ts';
import { nodesOf, retiredMetaOf, withSandbox } from '../fixtures/cluster-state.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';

let runner: OperationRunner;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  stopWorker = await startTestWorker(runner);
});
afterAll(async () => {
  await stopWorker();
  await runner.close();
});

/** The frontends that are members, serve and are called alive, after checking that nothing else is left anywhere. */
async function membersOf(sandbox: TestSandbox): Promise<readonly string[]> {
  const nodes = await nodesOf(sandbox);
  const members = nodes.filter(({ registered }) => registered);
  for (const { name, state, alive } of members)
    expect({ name, state, alive }).toEqual({ name, state: 'serving', alive: true });
  for (const { name, state } of nodes.filter(({ registered }) => !registered)) {
    expect({ name, state }).toEqual({ name, state: 'stopped' });
    expect({ name, meta: retiredMetaOf(sandbox, name).inPlace }).toEqual({ name, meta: false });
  }
  expect(members.filter(({ role }) => role === 'LEADER')).toHaveLength(1);
  return members.map(({ name }) => name).sort();
}

test('a cluster of 1 grows to 3 and 5 and shrinks to 3 and 1: no zombie, no dead entry, no meta that would be picked up again', {
  timeout: 300_000,
}, async () => {
  await withSandbox({ hosts: 5, frontends: 1 }, async (sandbox) => {
    const run = async (verb: OperationVerb, nodes: readonly string[]) => {
      const progress = await runner.run(sandbox.cluster, { verb, nodes });
      expect(progress).toMatchObject({ state: 'done' });
      return await membersOf(sandbox);
    };
    expect(await run('add', ['fe-2', 'fe-3'])).toEqual(['fe-1', 'fe-2', 'fe-3']);
    expect(await run('add', ['fe-4', 'fe-5'])).toEqual(['fe-1', 'fe-2', 'fe-3', 'fe-4', 'fe-5']);
    expect(await run('remove', ['fe-1', 'fe-4'])).toEqual(['fe-2', 'fe-3', 'fe-5']);
    expect(await run('remove', ['fe-2', 'fe-3'])).toEqual(['fe-5']);
  });
});
