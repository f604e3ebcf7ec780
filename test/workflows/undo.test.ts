import { expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { give, makeGate, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();

test('undo takes back in the order of the runbook and only what may have happened', async () => {
  world.script('register.perform', () => {
    throw new MusterError('SQL_PRIVILEGE', 'needs NODE');
  });
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  world.calls.length = 0;
  await give(handle, 'undo');
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('undone');
  expect(world.calls.filter((call) => call.endsWith('perform'))).toEqual([
    'fe-2 drop.perform',
    'fe-2 restoreConfig.perform',
    'fe-2 unplace.perform',
  ]);
});

test('undo in the middle of the join drops first, then stops, then moves meta aside; the later node goes first', async () => {
  const gate = makeGate();
  world.script('awaitAlive', async ({ node }) => {
    if (node === 'fe-3') await gate.opened;
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start({ nodes: ['fe-2', 'fe-3'] });
  await until('fe-3 joins', () => world.calls.includes('fe-3 awaitAlive'));
  world.calls.length = 0;
  expect((await give(handle, 'undo')).state).toBe('running');
  gate.open();
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('undone');
  const undo = (node: string) =>
    ['drop', 'stop', 'retireMeta', 'restoreConfig', 'unplace'].map((name) => `${node} ${name}.perform`);
  expect(world.calls.filter((call) => call.endsWith('perform'))).toEqual([...undo('fe-3'), ...undo('fe-2')]);
  expect(progress.steps.find(({ id }) => id === 'fe-3/joined')?.state).toBe('skipped');
});

test('a cancel from the outside is an undo', async () => {
  world.script('awaitServing', () => {
    throw new MusterError('SQL_AUTH', 'no');
  });
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  await handle.cancel();
  expect(((await handle.result()) as OperationProgress).state).toBe('undone');
});

test('with --on-failure=undo a failed step is taken back without a person', async () => {
  world.script('start.perform', () => {
    throw new MusterError('COMMAND_FAILED', 'ended at once');
  });
  const progress = await world.run({ onFailure: 'undo' });
  expect(progress.state).toBe('undone');
  expect(world.calls).toContain('fe-2 stop.perform');
});

test('an undo that fails holds and can be retried, not undone again', async () => {
  let broken = true;
  world.script('start.perform', () => {
    throw new MusterError('COMMAND_FAILED', 'ended at once');
  });
  world.script('stop.perform', () => {
    if (broken) throw new MusterError('SSH_AUTH', 'the key is not accepted');
    return { evidence: [] };
  });
  const handle = await world.start({ onFailure: 'undo' });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'fe-2/undo-start', verbs: ['retry', 'abandon'] });
  await expect(give(handle, 'undo')).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED' } });
  broken = false;
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('undone');
});
