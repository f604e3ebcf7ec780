import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import type { LongFrom, LongResult } from '../../model/step.ts';
import { describeCoreWorld } from '../fixtures/core-world.ts';
import { give, makeGate, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld(describeCoreWorld);

const drain = { verb: 'remove', role: 'be', nodes: ['be-3'] } as const;

function knows(left: number): LongProgress {
  return { nodes: { 'be-3': { startedAt: 0, total: 10, progressAt: 0, samples: [{ at: 0, left }] } } };
}

/** Looks again and again until the test lets it end; says with what it was called. */
function scriptDrain(end: () => LongResult | undefined) {
  const seen: { slots?: string; from: LongFrom }[] = [];
  world.script('drained', (input, from) => {
    seen.push({ ...(input as { slots?: string }), from: from as LongFrom });
    const result = end();
    if (result === undefined) throw notYet('be-3: 7 left', 50);
    return result;
  });
  return seen;
}

async function stepOf(handle: Parameters<typeof progressOf>[0], id: string) {
  return (await progressOf(handle)).steps.find((step) => step.id === id);
}

test('each epoch begins with what the last one knew, and progress keeps it', async () => {
  let left = 10;
  const seen = scriptDrain(() => {
    left -= 4;
    if (left < 0) return { kind: 'reached', note: 'empty' };
    return { kind: 'meanwhile', note: `${left} left`, progress: knows(left) };
  });
  const ended = await world.run(drain);
  expect(ended.state).toBe('done');
  expect(seen.map(({ from }) => from)).toEqual([{}, { progress: knows(6) }, { progress: knows(2) }]);
  expect(ended.steps.find(({ id }) => id === 'drained')).toMatchObject({
    state: 'done',
    note: 'empty',
    long: true,
    progress: knows(2),
  });
  expect(ended).not.toHaveProperty('tunable');
  expect(ended).not.toHaveProperty('leaving');
});

test('a wait that is lost asks; a retry goes on with what was known', async () => {
  const results: LongResult[] = [
    { kind: 'meanwhile', note: '6 left', progress: knows(6) },
    { kind: 'lost', reason: 'be-3 is no longer decommissioned', hint: 'who did that?' },
    { kind: 'reached', note: 'empty' },
  ];
  const seen = scriptDrain(() => results.shift());
  const handle = await world.start(drain);
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'drained', failure: { hint: 'who did that?' } });
  expect(held).not.toHaveProperty('tunable');
  await expect(give(handle, 'tune', { knob: 'slots', value: '16' })).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED' },
  });
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(seen.at(-1)?.from).toEqual({ progress: knows(6) });
});

test('a pause does not stop the looking; what comes after it waits for resume', async () => {
  let empty = false;
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  expect((await give(handle, 'pause')).state).toBe('paused');
  const before = seen.length;
  await until('it still looks', () => seen.length > before + 1);
  await expect(give(handle, 'tune', { knob: 'slots', value: '16' })).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: 'The operation is paused and changes nothing' },
  });
  empty = true;
  await until('it is empty', async () => (await stepOf(handle, 'drained'))?.state === 'done');
  expect((await progressOf(handle)).state).toBe('paused');
  expect(world.calls).not.toContain('drop.plan');
  await give(handle, 'resume');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('an undo ends the wait and takes back what was before it', async () => {
  const seen = scriptDrain(() => undefined);
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await give(handle, 'undo');
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('undone');
  expect(ended.steps.find(({ id }) => id === 'drained')).toMatchObject({
    state: 'skipped',
    note: 'stopped for the undo',
  });
  expect(world.calls.filter((call) => call.endsWith('.perform')).slice(-2)).toEqual([
    'cancel.perform',
    'restoreKnobs.perform',
  ]);
});

test('tune sets the switch while it looks on, and the next epoch knows the new value', async () => {
  let empty = false;
  const setting = makeGate();
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  world.script('setSlots.perform', async (input) => {
    await setting.opened;
    return { evidence: [], value: (input as { slots: string }).slots };
  });
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await expect(give(handle, 'tune', { knob: 'pace', value: '16' })).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: 'pace cannot be tuned here; slots can' },
  });
  const taken = await give(handle, 'tune', { knob: 'slots', value: '16' });
  expect(taken.verbs).toMatchObject([{ verb: 'tune', what: 'slots = 16' }]);
  await until('it sets', () => world.calls.includes('setSlots.perform'));
  const before = seen.length;
  await until('it looks on', () => seen.length > before + 1);
  setting.open();
  await until('the next epoch', () => seen.at(-1)?.slots === '16');
  expect((await progressOf(handle)).held).toEqual([{ knob: 'slots', original: '8', ours: '16' }]);
  empty = true;
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('done');
  expect(ended.steps.map(({ id }) => id)).toEqual([
    'survey',
    'lease',
    'knobs',
    'decommission',
    'drained',
    'tune',
    'drop',
    'restore',
    'release',
  ]);
});

test('a tune that fails asks while the wait looks on, and can be skipped; another worker knows it all', async () => {
  let empty = false;
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  world.script('setSlots.perform', () => {
    throw new MusterError('SQL_FAILED', 'the leader refuses it');
  });
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await give(handle, 'tune', { knob: 'slots', value: '16' });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'tune', verbs: ['retry', 'skip', 'undo', 'abandon'] });
  await expect(give(handle, 'tune', { knob: 'slots', value: '4' })).rejects.toMatchObject({
    cause: { type: 'VERB_REFUSED', message: 'A step of the operation needs attention first' },
  });
  const before = seen.length;
  await until('it looks on', () => seen.length > before + 1);
  await world.replaceWorker();
  await give(handle, 'skip');
  await untilState(handle, 'running');
  expect(seen.at(-1)?.slots).toBe('8');
  empty = true;
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('undo while a tune asks ends both', async () => {
  const seen = scriptDrain(() => undefined);
  world.script('setSlots.plan', () => {
    throw new MusterError('SQL_FAILED', 'the leader refuses it');
  });
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await give(handle, 'tune', { knob: 'slots', value: '16' });
  await untilState(handle, 'needs attention');
  await give(handle, 'undo');
  expect(((await handle.result()) as OperationProgress).state).toBe('undone');
});

test('whoever abandons a drain has to say what is left, and that is done', async () => {
  const seen = scriptDrain(() => undefined);
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  for (const more of [{}, { choice: 'burn' }]) {
    await expect(give(handle, 'abandon', more)).rejects.toMatchObject({
      cause: {
        type: 'VERB_REFUSED',
        message: expect.stringContaining('drops the node by itself'),
        details: [{ hint: expect.stringContaining('--choose put-back') }],
      },
    });
  }
  await give(handle, 'abandon', { choice: 'put-back' });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended).toMatchObject({
    state: 'abandoned',
    verbs: [{ verb: 'abandon', what: 'put-back: the node goes by itself' }],
  });
  expect(ended).not.toHaveProperty('leaving');
  expect(world.calls.filter((call) => call.endsWith('.perform')).at(-1)).toBe('restoreKnobs.perform');
});

test('what was chosen and fails asks; then it can be left as it is', async () => {
  const seen = scriptDrain(() => undefined);
  world.script('restoreKnobs.perform', () => {
    throw new MusterError('SQL_FAILED', 'the leader refuses it');
  });
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await give(handle, 'pause');
  await give(handle, 'abandon', { choice: 'put-back' });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'undo-put-back', verbs: ['retry', 'abandon'] });
  await give(handle, 'abandon');
  expect(((await handle.result()) as OperationProgress).state).toBe('abandoned');
});

test('a cancel from Temporal behind the DROP asks what is left, takes nothing back, and does what was chosen', async () => {
  const gate = makeGate();
  scriptDrain(() => ({ kind: 'reached', note: 'empty' }));
  world.script('restoreKnobs.plan', async () => {
    await gate.opened;
    return { actions: [] };
  });
  const handle = await world.start(drain);
  await until('it is dropped', () => world.calls.includes('restoreKnobs.plan'));
  await handle.cancel();
  gate.open();
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({
    verbs: ['abandon'],
    failure: { code: 'VERB_REFUSED', hint: expect.stringContaining('--choose put-back   # put-back: the node goes') },
  });
  await expect(give(handle, 'abandon')).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED' } });
  await give(handle, 'abandon', { choice: 'put-back' });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended).toMatchObject({ state: 'abandoned', verbs: [{ verb: 'abandon' }] });
  expect(ended.steps.find(({ id }) => id === 'undo-put-back')?.state).toBe('done');
  expect(world.calls).not.toContain('cancel.perform');
});

test('an undo that is left where it is asks the same question and does what was chosen', async () => {
  const seen = scriptDrain(() => undefined);
  world.script('cancel.perform', () => {
    throw new MusterError('SQL_FAILED', 'the leader refuses it');
  });
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 0);
  await give(handle, 'undo');
  await untilState(handle, 'needs attention');
  await expect(give(handle, 'abandon')).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED' } });
  await give(handle, 'abandon', { choice: 'put-back' });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('abandoned');
  expect(ended.steps.find(({ id }) => id === 'undo-put-back')?.state).toBe('done');
});

test('no more are worked on at once than asked for, each once; another worker goes on with them', async () => {
  const nodes = ['be-1', 'be-2', 'be-3', 'be-4', 'be-5'];
  const served = new Set<string>();
  const begun = new Set<string>();
  let most = 0;
  world.script('place.perform', ({ node = '' }) => {
    begun.add(node);
    most = Math.max(most, begun.size - served.size);
    return { evidence: [] };
  });
  world.script('serving', ({ node = '' }) => {
    if (!served.has(node)) throw notYet(`${node} not yet`, 50);
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start({ verb: 'add', role: 'be', nodes, limit: 3 });
  await until('three are placed', () => begun.size === 3);
  served.add('be-2');
  await until('the next begins', () => begun.has('be-4'));
  await world.replaceWorker();
  for (const node of nodes) served.add(node);
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('done');
  expect(most).toBe(3);
  // Two of each node, and two on the lease.
  expect(ended.steps.filter(({ state }) => state === 'done')).toHaveLength(12);
  expect(world.calls.filter((call) => call.endsWith('place.perform'))).toHaveLength(5);
});

test('of several at once one asks at a time, while the others go on', async () => {
  const nodes = ['be-1', 'be-2', 'be-3'];
  const broken = new Set(['be-1', 'be-2']);
  world.script('serving', ({ node = '' }) =>
    broken.has(node) ? { kind: 'lost', reason: `${node} ended` } : { kind: 'reached', note: 'so' },
  );
  const handle = await world.start({ verb: 'add', role: 'be', nodes, limit: 3 });
  const first = await untilState(handle, 'needs attention');
  await until('the third is done', async () => (await stepOf(handle, 'be-3/serving'))?.state === 'done');
  const [asking, waiting] = first.attention?.step === 'be-1/serving' ? ['be-1', 'be-2'] : ['be-2', 'be-1'];
  await until('the other fails too', async () => (await stepOf(handle, `${waiting}/serving`))?.state === 'failed');
  expect((await progressOf(handle)).attention?.step).toBe(`${asking}/serving`);
  broken.delete(asking ?? '');
  await give(handle, 'retry');
  await until('the other asks', async () => (await progressOf(handle)).attention?.step === `${waiting}/serving`);
  await give(handle, 'undo');
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('undone');
  expect(world.calls.filter((call) => call.endsWith('unplace.perform'))).toEqual([
    'be-3 unplace.perform',
    'be-2 unplace.perform',
    'be-1 unplace.perform',
  ]);
  expect(ended.steps.find(({ id }) => id === 'be-2/undo-drained')).toMatchObject({ undo: true, long: true });
});

test('the first that is to be undone ends the others after what they do, and none begins', async () => {
  const nodes = ['be-1', 'be-2', 'be-3'];
  const placing = makeGate();
  world.script('serving', async ({ node }) => {
    if (node !== 'be-1') return { kind: 'reached', note: 'so' };
    // Not before the other is at what it does.
    await until('be-2 is being placed', () => world.calls.includes('be-2 place.perform'));
    throw ApplicationFailure.nonRetryable('no', 'INTERNAL');
  });
  world.script('place.perform', async ({ node }) => {
    if (node === 'be-2') await placing.opened;
    return { evidence: [] };
  });
  const handle = await world.start({ verb: 'add', role: 'be', nodes, limit: 2, onFailure: 'undo' });
  await until('the first failed', async () => (await stepOf(handle, 'be-1/serving'))?.state === 'failed');
  expect(world.calls).not.toContain('be-1 unplace.plan');
  placing.open();
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('undone');
  expect(world.calls).not.toContain('be-3 place.plan');
  expect(world.calls.filter((call) => call.endsWith('unplace.perform'))).toEqual([
    'be-2 unplace.perform',
    'be-1 unplace.perform',
  ]);
});

test('an undo that has to drain waits for as long as it takes', async () => {
  const seen: LongFrom[] = [];
  const results: LongResult[] = [
    { kind: 'meanwhile', note: '6 left', progress: knows(6) },
    { kind: 'lost', reason: 'cancelled by hand' },
    { kind: 'reached', note: 'empty' },
  ];
  world.script('drained', (_, from) => {
    seen.push(from as LongFrom);
    return results.shift();
  });
  world.script('serving', () => ({ kind: 'lost', reason: 'it ended' }));
  const handle = await world.start({ verb: 'add', role: 'be', nodes: ['be-4'], onFailure: 'undo' });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'be-4/undo-drained', verbs: ['retry', 'abandon'] });
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('undone');
  expect(seen).toEqual([{}, { progress: knows(6) }, { progress: knows(6) }]);
});
