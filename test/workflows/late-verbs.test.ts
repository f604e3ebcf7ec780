import { expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { describeCoreWorld } from '../fixtures/core-world.ts';
import { give, makeGate } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld(describeCoreWorld);

test('an undo given while the very last change is made waits for its end, and takes it back', async () => {
  const gate = makeGate();
  world.script('place.perform', async ({ node }) => {
    if (node === 'be-2') await gate.opened;
    return { evidence: [] };
  });
  const handle = await world.start({ verb: 'deploy', role: 'be', nodes: ['be-1', 'be-2'] });
  await until('the last one is being placed', () => world.calls.includes('be-2 place.perform'));
  await give(handle, 'undo');
  gate.open();
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('undone');
  expect(progress.steps.find(({ id }) => id === 'be-2/place')?.state).toBe('done');
  expect(world.calls.filter((call) => call.endsWith('unplace.perform'))).toEqual([
    'be-1 unplace.perform',
    'be-2 unplace.perform',
  ]);
});

test('an abandon given while the very last change is made finds all of it done', async () => {
  const gate = makeGate();
  world.script('place.perform', async () => {
    await gate.opened;
    return { evidence: [] };
  });
  const handle = await world.start({ verb: 'deploy', role: 'be', nodes: ['be-1'] });
  await until('it is being placed', () => world.calls.includes('be-1 place.perform'));
  await give(handle, 'abandon');
  gate.open();
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(world.calls).not.toContain('be-1 unplace.plan');
});
