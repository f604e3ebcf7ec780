import { expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { give, makeGate, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();

test('a step that failed holds the operation, and a retry goes on from there', async () => {
  let broken = true;
  world.script('awaitServing', () => {
    if (broken) throw new MusterError('SQL_AUTH', 'not accepted', { hint: 'look at it\nmuster ops retry   # then' });
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start();
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({
    step: 'fe-2/serving',
    verbs: ['retry', 'undo', 'abandon'],
    // A step does not know the operation that the verb has to be given to.
    failure: { code: 'SQL_AUTH', hint: `look at it\nmuster ops retry ${held.request.id}   # then` },
  });
  broken = false;
  await give(handle, 'retry');
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('done');
  expect(progress.verbs).toMatchObject([{ verb: 'retry', by: 'test@here', why: 'a test' }]);
  expect(world.calls.filter((call) => call === 'fe-2 register.perform')).toHaveLength(1);
});

test('a pause stops the next change and not the one under way; resume goes on', async () => {
  const gate = makeGate();
  world.script('place.perform', async () => {
    await gate.opened;
    return { evidence: [] };
  });
  const handle = await world.start();
  await until('the package is being placed', () => world.calls.includes('fe-2 place.perform'));
  expect((await give(handle, 'pause')).state).toBe('paused');
  gate.open();
  await until(
    'the package is placed',
    async () => (await progressOf(handle)).steps.find(({ id }) => id === 'fe-2/package')?.state === 'done',
  );
  expect(world.calls).not.toContain('fe-2 configure.perform');
  await give(handle, 'resume');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('verbs that do not fit are refused', async () => {
  const gate = makeGate();
  world.script('survey', async () => {
    await gate.opened;
    return [];
  });
  const handle = await world.start();
  await until('it surveys', () => world.calls.includes('survey'));
  for (const verb of ['resume', 'retry'] as const) {
    await expect(give(handle, verb)).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED' } });
  }
  gate.open();
  await handle.result();
});

test('abandon ends the operation where it is: nothing further is done and nothing taken back', async () => {
  world.script('configure.perform', () => {
    throw new MusterError('FILE_CHANGED', 'changed meanwhile');
  });
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  world.calls.length = 0;
  await give(handle, 'abandon');
  const progress = (await handle.result()) as OperationProgress;
  expect(progress).toMatchObject({ state: 'abandoned', verbs: [{ verb: 'abandon', by: 'test@here' }] });
  expect(world.calls).toEqual([]);
  expect(progress.steps.find(({ id }) => id === 'fe-2/register')?.state).toBe('pending');
});

test('abandon lets what is under way end, and does nothing after it', async () => {
  const gate = makeGate();
  world.script('place.perform', async () => {
    await gate.opened;
    return { evidence: [] };
  });
  const handle = await world.start();
  await until('the package is being placed', () => world.calls.includes('fe-2 place.perform'));
  await give(handle, 'abandon');
  gate.open();
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('abandoned');
  expect(progress.steps.find(({ id }) => id === 'fe-2/package')).toMatchObject({ state: 'done' });
  expect(world.calls).not.toContain('fe-2 configure.plan');
});

test('abandon is refused where holding would be dangerous', async () => {
  const gate = makeGate();
  world.script('awaitAlive', async () => {
    await gate.opened;
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start();
  await until('it waits for the node', () => world.calls.includes('fe-2 awaitAlive'));
  await expect(give(handle, 'abandon')).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: expect.stringContaining('may already count as a voter') },
  });
  gate.open();
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('an undo that needs attention can be left where it is; one under way cannot', async () => {
  const gate = makeGate();
  world.script('start.perform', () => {
    throw new MusterError('COMMAND_FAILED', 'ended at once');
  });
  world.script('drop.perform', async () => {
    await gate.opened;
    return { evidence: [] };
  });
  world.script('stop.perform', () => {
    throw new MusterError('SSH_AUTH', 'the key is not accepted');
  });
  const handle = await world.start({ onFailure: 'undo' });
  await until('it drops', () => world.calls.includes('fe-2 drop.perform'));
  await expect(give(handle, 'abandon')).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED' } });
  gate.open();
  await untilState(handle, 'needs attention');
  await give(handle, 'abandon');
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('abandoned');
  expect(world.calls).not.toContain('fe-2 retireMeta.plan');
});

test('a step without a word on what a skip leaves cannot be skipped', async () => {
  world.script('configure.perform', () => {
    throw new MusterError('FILE_CHANGED', 'changed meanwhile');
  });
  const handle = await world.start();
  await untilState(handle, 'needs attention');
  await expect(give(handle, 'skip')).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: expect.stringMatching(/^The step ".+" of fe-2 cannot be skipped/) },
  });
  await give(handle, 'abandon');
  await handle.result();
});
