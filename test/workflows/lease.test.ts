import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { ScriptedWorld, give, makeGate } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { untilStep } from '../fixtures/until-step.ts';

let world: ScriptedWorld;

beforeAll(async () => {
  world = await ScriptedWorld.create();
});
afterAll(async () => {
  await world.close();
});
afterEach(() => {
  world.reset();
});

const DONE = { evidence: [], value: ['fe-1'] };

/** Writes down what is done to the lease among what else is done. */
function watchLease(): void {
  world.script('take.perform', () => {
    world.calls.push('take');
    return DONE;
  });
  world.script('release', () => {
    world.calls.push('release');
    return { evidence: [] };
  });
}

const stepOf = ({ steps }: OperationProgress, id: string) => steps.find((step) => step.id === id);

test('the lease is taken once, between the checks and the first change, and released last', async () => {
  watchLease();
  const progress = await world.run({ nodes: ['fe-2', 'fe-3'] });
  expect(progress.state).toBe('done');
  const first = world.calls.findIndex((call) => call.endsWith('.perform'));
  const lastCheck = world.calls.findLastIndex((call) => call.endsWith('preflight'));
  expect(world.calls.filter((call) => call === 'take' || call === 'release')).toEqual(['take', 'release']);
  expect(world.calls.indexOf('take')).toBeGreaterThan(lastCheck);
  expect(world.calls.indexOf('take')).toBeLessThan(first);
  expect(world.calls.at(-1)).toBe('release');
});

test('a check that refuses comes before it: nothing is left, and nothing has to be taken away', async () => {
  watchLease();
  const finding = { gate: 'quorum', severity: 'refusal', subject: 'x', message: 'no' };
  world.script('survey', () => [finding]);
  expect(await world.run()).toMatchObject({ state: 'refused', failure: { code: 'CHECK_REFUSED' } });
  expect(world.calls).not.toContain('take');
  expect(world.calls).not.toContain('release');
});

test('a cluster that is held elsewhere refuses the operation before anything is done to it', async () => {
  watchLease();
  world.script('take.plan', () => {
    throw new MusterError('CLUSTER_LEASED', 'held', { hint: 'look' });
  });
  const progress = await world.run();
  expect(progress).toMatchObject({
    state: 'refused',
    failure: { code: 'CLUSTER_LEASED', message: 'held', hint: 'look' },
  });
  expect(world.calls.some((call) => call.endsWith('.perform') || call === 'take' || call === 'release')).toBe(false);
});

test('a lease that was refused or lost on the way is taken away all the same', async () => {
  watchLease();
  world.script('take.perform', () => {
    throw new MusterError('CLUSTER_LEASED', 'another one was faster');
  });
  expect(await world.run()).toMatchObject({ state: 'refused' });
  expect(world.calls.at(-1)).toBe('release');
});

test('a release that fails each time holds nobody, and is told', async () => {
  world.script('release', () => {
    throw new MusterError('SSH_UNREACHABLE', 'no way', { kind: 'transient' });
  });
  const progress = await world.run();
  expect(progress.state).toBe('done');
  expect(stepOf(progress, 'release')).toMatchObject({ state: 'skipped', note: 'it may lie there still: no way' });
});

test('an undo given while it is taken ends the operation, and takes it away', async () => {
  watchLease();
  const { open, opened } = makeGate();
  world.script('take.perform', async () => {
    world.calls.push('take');
    await opened;
    return DONE;
  });
  const handle = await world.start();
  await until('it is being taken', () => world.calls.includes('take'));
  await give(handle, 'undo');
  // What is under way ends; the first change does not begin.
  open();
  expect(await handle.result()).toMatchObject({ state: 'undone' });
  expect(world.calls.some((call) => call.endsWith('.perform'))).toBe(false);
  expect(world.calls.at(-1)).toBe('release');
});

test.each(['undo', 'pause', 'abandon'] as const)('%s is refused while only the lease is left', async (verb) => {
  const { open, opened } = makeGate();
  world.script('release', async () => {
    await opened;
    return { evidence: [] };
  });
  const handle = await world.start();
  await untilStep(handle, 'release', 'running');
  await expect(give(handle, verb)).rejects.toMatchObject({
    cause: expect.objectContaining({ message: 'The operation is over; only its lease is taken away' }),
  });
  open();
  expect(await handle.result()).toMatchObject({ state: 'done' });
});
