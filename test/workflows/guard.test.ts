import { expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { give, makeGate, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();

test('pause is refused, with the reason, between the start of a node and its first heartbeat', async () => {
  const gate = makeGate();
  world.script('awaitAlive', async () => {
    await gate.opened;
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start();
  await until('it waits for the node', () => world.calls.includes('fe-2 awaitAlive'));
  await expect(give(handle, 'pause')).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: expect.stringContaining('may already count as a voter') },
  });
  gate.open();
  expect(((await handle.result()) as OperationProgress).verbs).toEqual([]);
});

test('a lost joiner is dropped at once, before the operation holds; a retry clears away and registers anew', async () => {
  let lost = true;
  world.script('register.perform', () => ({
    evidence: [],
    value: { leader: { host: '10.0.0.1', queryPort: 9030, voters: 1 } },
  }));
  world.script('awaitAlive', () =>
    lost ? { kind: 'lost', reason: 'its process ended' } : { kind: 'reached', note: 'so' },
  );
  const handle = await world.start();
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({
    step: 'fe-2/joined',
    failure: {
      code: 'JOINER_LOST',
      message: 'its process ended',
    },
  });
  expect(held.unpausable).toBeUndefined();
  expect(world.calls.slice(-3)).toEqual(['fe-2 awaitAlive', 'fe-2 dropLost.plan', 'fe-2 dropLost.perform']);
  lost = false;
  world.calls.length = 0;
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(world.calls.filter((call) => call.endsWith('perform'))).toEqual(
    ['drop', 'stop', 'retireMeta', 'place', 'configure', 'register', 'start'].map((name) => `fe-2 ${name}.perform`),
  );
});

test('a retry of a step outside the guard clears nothing away', async () => {
  let broken = true;
  world.script('configure.perform', () => {
    if (broken) throw new MusterError('FILE_CHANGED', 'changed meanwhile');
    return { evidence: [] };
  });
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  broken = false;
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(world.calls.filter((call) => /drop|stop|retireMeta/.test(call))).toEqual([]);
});

test('a pause asked for before the guard waits in front of it, never inside', async () => {
  const gate = makeGate();
  world.script('register.perform', async () => {
    await gate.opened;
    return { evidence: [] };
  });
  const handle = await world.start();
  await until('it registers', () => world.calls.includes('fe-2 register.perform'));
  await give(handle, 'pause');
  gate.open();
  await until(
    'it is registered',
    async () => (await progressOf(handle)).steps.find(({ id }) => id === 'fe-2/register')?.state === 'done',
  );
  expect(world.calls).not.toContain('fe-2 start.perform');
  await give(handle, 'resume');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('a joiner that an election made the leader meanwhile is neither dropped nor cleared away by a retry', async () => {
  let lost = true;
  world.script('awaitAlive', () =>
    lost ? { kind: 'lost', reason: 'the leader stopped answering' } : { kind: 'reached', note: 'so' },
  );
  world.script('drop.perform', () => ({ evidence: [], value: { leads: true } }));
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  lost = false;
  world.calls.length = 0;
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(world.calls).toEqual(['fe-2 drop.plan', 'fe-2 drop.perform', 'fe-2 awaitAlive', 'fe-2 awaitServing']);
});
