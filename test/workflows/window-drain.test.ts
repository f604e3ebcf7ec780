import { expect, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { LongResult } from '../../model/step.ts';
import type { WindowAnswer, WindowRules } from '../../model/windows/rules.ts';
import { describeCoreWorld } from '../fixtures/core-world.ts';
import { answerWindows, give, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld(describeCoreWorld);

const WINDOWS: WindowRules = { spans: ['22:00,04:00'], timezone: 'UTC', cutoffMs: 0 };
const GENTLE: WindowRules = { ...WINDOWS, gentleSlots: 2 };
const OPEN: WindowAnswer = { open: true, span: '22:00,04:00', opensAt: null, closesAt: '2099-01-03T04:00:00.000Z' };
const CLOSED: WindowAnswer = { ...OPEN, open: false, opensAt: '2099-01-02T22:00:00.000Z' };
const drain = { verb: 'remove', role: 'be', nodes: ['be-3'], windows: WINDOWS } as const;

/** Looks again and again until the test lets it end; with what slots it was called. */
function scriptDrain(end: () => LongResult | undefined): (string | undefined)[] {
  const seen: (string | undefined)[] = [];
  world.script('drained', (input) => {
    const { slots } = input as { slots?: string };
    seen.push(slots);
    const result = slots === 'kept' ? undefined : end();
    if (result === undefined) throw notYet('7 left', 50);
    return result;
  });
  return seen;
}

/** Each time the windows are asked about: the same until a test says otherwise, which gives whether anybody has asked since. */
function scriptWindows(first: WindowAnswer) {
  let answer = first;
  let asked = false;
  world.script('ask', (input) => {
    asked = true;
    return answerWindows(input, answer);
  });
  world.script('setSlots.perform', (input) => {
    const { slots } = input as { slots: string };
    return { evidence: [], value: slots };
  });
  return (next: WindowAnswer) => {
    answer = next;
    asked = false;
    return () => asked;
  };
}

const performed = () => world.calls.filter((call) => call.endsWith('.perform'));

test('a drain goes on outside; its DROP waits, and is watched over until the window opens', async () => {
  const say = scriptWindows(CLOSED);
  const seen = scriptDrain(() => ({ kind: 'reached', note: 'empty' }));
  const handle = await world.start(drain);
  expect((await untilState(handle, 'waiting')).window).toMatchObject({ step: 'drop', title: 'DROP' });
  expect(performed()).toEqual(['saveKnobs.perform', 'decommission.perform']);
  const before = seen.length;
  await until('it is watched over', () => seen.length > before + 1 && seen.at(-1) === 'kept');
  say(OPEN);
  await give(handle, 'window', { windows: { ...WINDOWS, spans: ['00:00,24:00'] } });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('done');
  expect(ended.steps.map(({ id }) => id)).toEqual([
    'survey',
    'lease',
    'knobs',
    'decommission',
    'drained',
    'drop',
    'restore',
    'release',
  ]);
  expect(ended.steps.find(({ id }) => id === 'drop')?.startedAt).toBeDefined();
  expect(performed().slice(-2)).toEqual(['drop.perform', 'restoreKnobs.perform']);
});

test('what is watched over may be lost or fail: the DROP itself finds out', async () => {
  scriptWindows(CLOSED);
  let looks = 0;
  world.script('drained', (input) => {
    if ((input as { slots?: string }).slots !== 'kept') return { kind: 'reached', note: 'empty' };
    looks += 1;
    throw new MusterError('SQL_AUTH', 'the password has changed');
  });
  const handle = await world.start(drain);
  await until('it was looked at', () => looks > 0);
  expect((await untilState(handle, 'waiting')).window?.step).toBe('drop');
  await give(handle, 'window', { now: true });
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('without drain: gentle-outside nothing is throttled', async () => {
  scriptWindows(CLOSED);
  let empty = false;
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  const handle = await world.start(drain);
  await until('it drains', () => seen.length > 3);
  expect(world.calls).not.toContain('setSlots.perform');
  expect(world.calls).not.toContain('ask');
  empty = true;
  await untilState(handle, 'waiting');
  await handle.terminate();
});

test('a gentle drain is throttled outside and not inside; at its end the switches are put back', async () => {
  const say = scriptWindows(CLOSED);
  let empty = false;
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  const handle = await world.start({ ...drain, windows: GENTLE });
  await until('it is throttled', () => seen.at(-1) === '2');
  expect((await progressOf(handle)).held).toEqual([{ knob: 'slots', original: '8', ours: '2' }]);
  say(OPEN);
  // Another worker, and a change of the windows, ask anew; the edge itself is a timer.
  await world.replaceWorker();
  await give(handle, 'window', { windows: { ...WINDOWS, spans: ['21:00,04:00'] } });
  await until('it is as before', () => seen.at(-1) === '8');
  say(CLOSED);
  await give(handle, 'window', { windows: WINDOWS });
  await until('it is throttled again', () => seen.at(-1) === '2');
  empty = true;
  await untilState(handle, 'waiting');
  say(OPEN);
  await give(handle, 'window', { now: true });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe('done');
  expect(ended).not.toHaveProperty('held');
  expect(performed().filter((call) => call.startsWith('setSlots'))).toHaveLength(3);
});

test('what a person tunes outside holds until the next edge, and comes back inside', async () => {
  const say = scriptWindows(CLOSED);
  const seen = scriptDrain(() => undefined);
  const handle = await world.start({ ...drain, windows: GENTLE });
  await until('it is throttled', () => seen.at(-1) === '2');
  await give(handle, 'tune', { knob: 'slots', value: '16' });
  await until('it is tuned', () => seen.at(-1) === '16');
  const isAsked = say(OPEN);
  await give(handle, 'window', { windows: WINDOWS });
  await until('it asked', isAsked);
  say(CLOSED);
  await give(handle, 'window', { windows: WINDOWS });
  await until('it is throttled again', () => seen.at(-1) === '2');
  say(OPEN);
  await give(handle, 'window', { windows: WINDOWS });
  await until('what was tuned is back', () => seen.at(-1) === '16');
  await give(handle, 'undo');
  expect(((await handle.result()) as OperationProgress).state).toBe('undone');
});

test('a throttle goes up and down by itself at the edges', async () => {
  let empty = false;
  const seen = scriptDrain(() => (empty ? { kind: 'reached', note: 'empty' } : undefined));
  scriptWindows(OPEN);
  const soon = () => new Date().toISOString();
  // It opens when the drain has gone on with what was set outside, and comes to another edge once.
  let opened = 0;
  world.script('ask', (input) => {
    if (!seen.includes('2')) return answerWindows(input, { ...CLOSED, opensAt: soon() });
    opened += 1;
    return answerWindows(input, opened === 1 ? { ...OPEN, closesAt: soon() } : OPEN);
  });
  const handle = await world.start({ ...drain, windows: GENTLE });
  await until('down and up again', () => seen.includes('2') && seen.at(-1) === '8' && seen.indexOf('2') > -1);
  await until('it is asked at each edge', () => opened > 1);
  empty = true;
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('a window that closes behind the preparation of a guard: what was prepared is put back, and made again later', async () => {
  const say = scriptWindows(OPEN);
  let closes = true;
  world.script('saveKnobs.perform', () => {
    if (closes) say(CLOSED);
    return { evidence: [] };
  });
  // It closes once more behind the stop, where nothing waits any more.
  world.script('stop.perform', () => {
    say(CLOSED);
    return { evidence: [] };
  });
  const handle = await world.start({ ...drain, verb: 'restart', nodes: ['be-1'] });
  await untilState(handle, 'waiting');
  expect(performed()).toEqual(['be-1 saveKnobs.perform', 'be-1 restoreKnobs.perform']);
  closes = false;
  say(OPEN);
  await give(handle, 'window', { windows: WINDOWS });
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  expect(performed().slice(2)).toEqual(['be-1 saveKnobs.perform', 'be-1 stop.perform', 'be-1 start.perform']);
});
