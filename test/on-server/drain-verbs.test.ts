import { beforeAll, beforeEach, expect, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import { giveVerb } from '../../client/give-verb.ts';
import { readDrain } from '../../client/read-drain.ts';
import { readHistory } from '../../worker/history/read-history.ts';
import { rebuildProgress } from '../../model/rebuild-progress.ts';
import { tuneOperation } from '../../client/tune-operation.ts';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { describeCoreWorld } from '../fixtures/core-world.ts';
import { untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld(describeCoreWorld);
const { link } = world;

beforeAll(async () => {
  // From then on the server knows that the worker polls.
  await world.run();
});
beforeEach(() => {
  world.script('setSlots.perform', (input) => ({ evidence: [], value: (input as { slots: string }).slots }));
});

const by = 'test@here';

async function startDrain() {
  let empty = false;
  world.script('drained', () => {
    if (!empty) throw notYet('6 left', 50);
    return { kind: 'reached', note: 'empty' };
  });
  const handle = await world.start({ verb: 'remove', role: 'be', nodes: ['be-3'] });
  await until('it drains', () => world.calls.includes('drained'));
  const { runId } = await handle.describe();
  const end = async () => {
    empty = true;
    return (await handle.result()) as OperationProgress;
  };
  return { handle, target: { workflowId: handle.workflowId, runId, name: 'it' }, end };
}

test('a switch is told with what it was before, and what it goes back to', async () => {
  const { target, end } = await startDrain();
  const first = await tuneOperation(link, target, { by, knob: 'slots', value: '16', why: 'night' });
  expect(first).toMatchObject({ before: undefined, now: { original: '8', ours: '16' } });
  const second = await tuneOperation(link, target, { by, knob: 'slots', value: '4' });
  expect(second).toMatchObject({ before: { ours: '16' }, now: { original: '8', ours: '4' } });
  const ended = await end();
  expect(ended).not.toHaveProperty('held');
  await expect(tuneOperation(link, target, { by, knob: 'slots', value: '8' })).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    message: 'Operation it has ended',
  });
});

test('what the drain knew only by its last beat goes on with the new value', async () => {
  const seen: unknown[] = [];
  const known = { nodes: { 'be-3': { startedAt: 1, total: 10, progressAt: 1, samples: [{ at: 1, left: 6 }] } } };
  const { target, handle } = await startDrain();
  world.script('drained', (input, from) => {
    const { slots } = input as { slots: string };
    if (slots === '8') throw notYet('6 left', 50, known);
    seen.push(from);
    return { kind: 'reached', note: 'empty' };
  });
  await until('the server has it', () => readDrain(link.client, target.workflowId, target.runId));
  await tuneOperation(link, target, { by, knob: 'slots', value: '16' });
  const ended = (await handle.result()) as OperationProgress;
  expect(seen).toEqual([{ progress: known }]);
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
  const facts = (await readHistory(link.client, target.workflowId, target.runId)).filter(
    ({ kind }) => kind !== 'ended',
  );
  expect(rebuildProgress(facts, { state: 'running' })?.steps.map(({ id }) => id)).not.toContain('drained:beat');
});

test('nothing is tuned while nothing drains', async () => {
  const { target, handle } = await startDrain();
  world.script('cancel.perform', () => {
    throw new MusterError('SQL_FAILED', 'no');
  });
  await giveVerb(link, target, 'undo', { by });
  await untilState(handle, 'needs attention');
  await expect(tuneOperation(link, target, { by, knob: 'slots', value: '16' })).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    message: 'Nothing can be tuned now: the operation does not wait for data to move',
  });
  await giveVerb(link, target, 'abandon', { by, choice: 'leave' });
});

test('a tune that fails comes back with what it needs', async () => {
  const { target } = await startDrain();
  world.script('setSlots.perform', () => {
    throw new MusterError('SQL_FAILED', 'the leader refuses it');
  });
  const { progress, now } = await tuneOperation(link, target, { by, knob: 'slots', value: '16' });
  expect(progress.attention).toMatchObject({ step: 'tune', failure: { message: 'the leader refuses it' } });
  expect(now).toBeUndefined();
  await giveVerb(link, target, 'abandon', { by, choice: 'leave' });
});

test('abandon is refused with the choices as commands, taken with one, and the history knows both verbs', async () => {
  const { target, handle } = await startDrain();
  await tuneOperation(link, target, { by, knob: 'slots', value: '16' });
  const { id } = (await handle.query<OperationProgress>('progress')).request;
  await expect(giveVerb(link, target, 'abandon', { by })).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    message: 'Putting the switch back drops the node by itself once it is empty',
    hint: [
      `muster ops abandon ${id} --choose put-back   # put-back: the node goes by itself`,
      `muster ops abandon ${id} --choose leave   # leave: the node stays; later: ADMIN SET …`,
    ].join('\n'),
  });
  await giveVerb(link, target, 'abandon', { by, choice: 'leave', why: 'later' });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended).toMatchObject({ state: 'abandoned', held: [{ knob: 'slots', original: '8', ours: '16' }] });
  expect(ended.verbs).toMatchObject([
    { verb: 'tune', what: 'slots = 16' },
    { verb: 'abandon', what: 'leave: the node stays; later: ADMIN SET …', why: 'later' },
  ]);
  const facts = (await readHistory(link.client, target.workflowId, target.runId)).filter(
    ({ kind }) => kind !== 'ended',
  );
  expect(rebuildProgress(facts, { state: 'running' })?.verbs).toMatchObject([
    { verb: 'tune', what: 'slots = 16' },
    { verb: 'abandon', what: 'leave', why: 'later' },
  ]);
});
