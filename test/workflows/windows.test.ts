import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { WindowAnswer, WindowRules } from '../../model/windows/rules.ts';
import { answerWindows, give, makeCluster, makeGate, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();

const WINDOWS: WindowRules = { spans: ['SAT-02:00,SAT-06:00'], timezone: 'Europe/Berlin', cutoffMs: 1_800_000 };
const restart = { verb: 'restart', role: 'fe', nodes: ['fe-2', 'fe-3'], windows: WINDOWS } as const;
const remove = { ...restart, verb: 'remove' } as const;
const OPEN: WindowAnswer = {
  open: true,
  span: 'SAT-02:00,SAT-06:00',
  opensAt: null,
  closesAt: '2099-01-03T05:00:00.000Z',
};
const CLOSED: WindowAnswer = { ...OPEN, open: false, opensAt: '2099-01-03T01:00:00.000Z' };
/** About to open: the timer of the operation ends in a second. */
const soon = (): WindowAnswer => ({ ...CLOSED, opensAt: new Date().toISOString() });

/** What the next questions are answered, the last of them for ever. Gives which steps asked. */
function scriptWindows(...answers: readonly (WindowAnswer | (() => WindowAnswer))[]): string[] {
  const asked: string[] = [];
  world.script('ask', (input) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? OPEN;
    asked.push((input as unknown as { about: { step: string } }).about.step);
    return answerWindows(input, typeof answer === 'function' ? answer() : answer);
  });
  return asked;
}

const actions = () => world.calls.filter((call) => call !== 'ask' && /perform|lookBefore|awaitRestarted/.test(call));

async function resultOf(handle: WorkflowHandleWithFirstExecutionRunId): Promise<OperationProgress> {
  return (await handle.result()) as OperationProgress;
}

test('without windows nothing is asked; with --now neither', async () => {
  const asked = scriptWindows(CLOSED);
  const { windows: _, ...plain } = restart;
  expect((await world.run(plain)).state).toBe('done');
  const ended = await world.run({ ...restart, now: 'the cluster burns' });
  expect(ended.state).toBe('done');
  expect(ended.windows?.overridden).toMatchObject({ by: 'test@here', why: 'the cluster burns' });
  expect(asked).toEqual([]);
});

test('the windows of the cluster file hold where the operation has none of its own', async () => {
  scriptWindows(CLOSED);
  const { windows: _, ...plain } = restart;
  const handle = await world.start({ ...plain, cluster: { ...makeCluster(), windows: WINDOWS } });
  expect((await untilState(handle, 'waiting')).windows).toEqual(WINDOWS);
  await handle.terminate();
});

test('what disrupts waits and says for what; what is only looked at is looked at after it', async () => {
  scriptWindows(CLOSED);
  const handle = await world.start(restart);
  const waiting = await untilState(handle, 'waiting');
  expect(waiting.window).toMatchObject({
    step: 'fe-2/stop',
    node: 'fe-2',
    title: 'Stop its process',
    span: 'SAT-02:00,SAT-06:00',
    timezone: 'Europe/Berlin',
    opensAt: CLOSED.opensAt,
  });
  expect(waiting.steps.filter(({ disruptive }) => disruptive !== undefined).map(({ id }) => id)).toEqual([
    'fe-2/stop',
    'fe-3/stop',
  ]);
  expect(waiting).not.toHaveProperty('unpausable');
  expect(actions()).toEqual([]);
  scriptWindows(OPEN);
  const opened = await give(handle, 'window', { now: true });
  expect(opened.verbs).toMatchObject([{ verb: 'window', what: 'open now', by: 'test@here', why: 'a test' }]);
  const ended = await resultOf(handle);
  expect(ended.state).toBe('done');
  expect(ended).not.toHaveProperty('window');
  expect(actions().slice(0, 2)).toEqual(['fe-2 lookBefore', 'fe-2 stopForRestart.perform']);
});

test('it goes on by itself when the window opens, and asks again: a timer may come late', async () => {
  const asked = scriptWindows(soon, soon, OPEN);
  const ended = await world.run({ ...restart, nodes: ['fe-2'] });
  expect(ended.state).toBe('done');
  // Twice closed, open; again after the wait; then for the guard, and right before the stop.
  expect(asked).toEqual(['fe-2/stop', 'fe-2/stop', 'fe-2/stop', 'fe-2/stop', 'fe-2/stop', 'fe-2/stop']);
});

test('at the end of a window the step that runs is finished, the next node waits', async () => {
  scriptWindows(OPEN);
  world.script('awaitRestarted', ({ node }) => {
    if (node === 'fe-2') scriptWindows(CLOSED);
    return { kind: 'reached', note: 'serves' };
  });
  const handle = await world.start(restart);
  const waiting = await untilState(handle, 'waiting');
  expect(waiting.window?.step).toBe('fe-3/stop');
  expect(actions()).toEqual([
    'fe-2 lookBefore',
    'fe-2 stopForRestart.perform',
    'fe-2 startAgain.perform',
    'fe-2 awaitRestarted',
  ]);
  expect(waiting.steps.find(({ id }) => id === 'fe-3/stop')?.state).toBe('pending');
  await handle.terminate();
});

test('a window that closes between the look and the stop: nothing is stopped, and pause is possible meanwhile', async () => {
  scriptWindows(OPEN);
  world.script('stopForRestart.plan', () => {
    scriptWindows(CLOSED);
    return { actions: [] };
  });
  const handle = await world.start(restart);
  const waiting = await untilState(handle, 'waiting');
  expect(waiting).not.toHaveProperty('unpausable');
  expect(actions()).toEqual(['fe-2 lookBefore']);
  await give(handle, 'pause');
  expect((await progressOf(handle)).state).toBe('paused');
  scriptWindows(OPEN);
  world.script('stopForRestart.plan', () => ({ actions: [] }));
  await give(handle, 'window', { windows: { ...WINDOWS, spans: ['MON-00:00,SUN-24:00'] } });
  await until('it is open', async () => (await progressOf(handle)).window === undefined);
  expect(actions()).toEqual(['fe-2 lookBefore']);
  await give(handle, 'resume');
  expect((await resultOf(handle)).state).toBe('done');
});

test('what a rescue answers waits for no window, and a node that it could not bring back neither', async () => {
  scriptWindows(OPEN);
  let fails = true;
  world.script('startAgain.perform', () => {
    scriptWindows(CLOSED);
    if (fails) throw new MusterError('COMMAND_FAILED', 'no java');
    return { evidence: [] };
  });
  const handle = await world.start({ ...restart, nodes: ['fe-2'] });
  await untilState(handle, 'needs attention');
  expect(actions().slice(-1)).toEqual(['fe-2 startAgain.perform']);
  fails = false;
  await give(handle, 'retry');
  const ended = await resultOf(handle);
  expect(ended.state).toBe('done');
});

test('a node that was brought back waits like any other when the step is tried again', async () => {
  scriptWindows(OPEN);
  world.script('awaitRestarted', () => {
    scriptWindows(CLOSED);
    return { kind: 'lost', reason: 'it ended' };
  });
  const handle = await world.start({ ...restart, nodes: ['fe-2'] });
  await untilState(handle, 'needs attention');
  await give(handle, 'retry');
  expect((await untilState(handle, 'waiting')).window?.step).toBe('fe-2/stop');
  await give(handle, 'undo');
  const ended = await resultOf(handle);
  expect(ended.state).toBe('undone');
  expect(actions().at(-1)).toBe('fe-2 startAgain.perform');
});

test('the drop of the dead voter of a pair is not held, any other one is', async () => {
  scriptWindows(CLOSED);
  const way = { first: ['fe-2'], brings: false, mustBring: false, rest: [], leader: 'fe-1' };
  world.script('surveyRemoval', () => ({ findings: [], value: { ...way, pair: { node: 'fe-2', at: 'fe-1' } } }));
  expect((await world.run({ ...remove, nodes: ['fe-2'] })).state).toBe('done');
  world.script('surveyRemoval', () => ({ findings: [], value: { ...way, pair: null } }));
  const handle = await world.start({ ...remove, nodes: ['fe-2'] });
  expect((await untilState(handle, 'waiting')).window).toMatchObject({
    step: 'fe-2/drop',
    title: 'Drop it from the cluster',
  });
  await handle.terminate();
});

test('a leader that has stood down is dropped although the window has closed meanwhile', async () => {
  scriptWindows(OPEN);
  const way = { first: ['fe-2'], brings: false, mustBring: false, rest: [], leader: 'fe-2', pair: null };
  world.script('surveyRemoval', () => ({ findings: [], value: way }));
  world.script('awaitLeader', () => ({ kind: 'reached', note: 'led', value: { leader: 'fe-2' } }));
  world.script('standDown.perform', () => {
    scriptWindows(CLOSED);
    return { evidence: [] };
  });
  const ended = await world.run({ ...remove, nodes: ['fe-2'] });
  expect(ended.state).toBe('done');
  expect(actions().slice(0, 2)).toEqual(['fe-2 standDown.perform', 'fe-2 expel.perform']);
});

test('what a check refuses is refused at once, whatever the hour', async () => {
  scriptWindows(CLOSED);
  world.script('checkRestartHost', () => [
    { gate: 'process', severity: 'refusal', subject: 'fe-2', message: 'it is not there', next: ['muster status'] },
  ]);
  const ended = await world.run(restart);
  expect(ended).toMatchObject({ state: 'refused', failure: { message: expect.stringContaining('it is not there') } });
  expect(world.calls).not.toContain('ask');
});

test('undo and abandon end the wait', async () => {
  for (const [verb, state] of [
    ['undo', 'undone'],
    ['abandon', 'abandoned'],
  ] as const) {
    scriptWindows(CLOSED);
    const handle = await world.start(restart);
    await untilState(handle, 'waiting');
    await give(handle, verb);
    const ended = await resultOf(handle);
    expect(ended.state).toBe(state);
    expect(ended).not.toHaveProperty('window');
    expect(actions()).toEqual([]);
  }
});

test('other windows reach an operation that waits, and one that was told to keep none', async () => {
  scriptWindows(CLOSED);
  const handle = await world.start(restart);
  await untilState(handle, 'waiting');
  const seen: WindowRules[] = [];
  world.script('ask', (input) => {
    seen.push((input as unknown as { rules: WindowRules }).rules);
    return answerWindows(input, CLOSED);
  });
  const other = { ...WINDOWS, spans: ['22:00,04:00'] };
  expect((await give(handle, 'window', { windows: other })).verbs.at(-1)?.what).toBe(
    '22:00,04:00 (Europe/Berlin), cutoff 30m',
  );
  await until('it asks', () => seen.length > 0);
  expect(seen[0]).toEqual(other);
  expect((await untilState(handle, 'waiting')).windows).toEqual(other);
  await handle.terminate();
});

test.each([
  [{ windows: { ...WINDOWS, spans: ['22:00,22:00'] } }, '"22:00,22:00" is empty: it ends when it begins'],
  [{ windows: { ...WINDOWS, spans: [] } }, 'No window is given'],
  [{ windows: { ...WINDOWS, timezone: 'Mars/Base' } }, expect.stringContaining('"Mars/Base" is not a zone')],
  [{}, 'Neither a window nor a reason to keep none is given'],
  [{ now: true, why: ' ' }, 'It is not said why the windows are not kept'],
])('%j is refused', async (input, message) => {
  scriptWindows(CLOSED);
  const handle = await world.start(restart);
  await untilState(handle, 'waiting');
  await expect(give(handle, 'window', input)).rejects.toMatchObject({ cause: { type: 'VERB_REFUSED', message } });
  expect((await progressOf(handle)).verbs).toEqual([]);
  await handle.terminate();
});

test('windows are opened once, and only where there are some', async () => {
  const gate = makeGate();
  world.script('awaitRestarted', async () => {
    await gate.opened;
    return { kind: 'reached', note: 'serves' };
  });
  const { windows: _, ...plain } = restart;
  const handle = await world.start(plain);
  await until('it runs', () => world.calls.includes('fe-2 awaitRestarted'));
  await expect(give(handle, 'window', { now: true })).rejects.toMatchObject({
    cause: { message: 'The operation keeps no window: nothing is held' },
  });
  await give(handle, 'window', { windows: WINDOWS });
  await give(handle, 'window', { now: true });
  await expect(give(handle, 'window', { now: true })).rejects.toMatchObject({
    cause: { message: 'Its windows are open already: test@here said so, because a test' },
  });
  gate.open();
  expect((await resultOf(handle)).state).toBe('done');
});

test('a plan says which steps wait, and when the window opens', async () => {
  scriptWindows(CLOSED);
  const planned = await world.run({ ...restart, mode: 'plan' });
  expect(planned).toMatchObject({ state: 'planned', opening: CLOSED, windows: WINDOWS });
  expect(
    planned.steps.flatMap(({ id, disruptive }) => (disruptive === undefined ? [] : [`${id} ${disruptive}`])),
  ).toEqual(['fe-2/stop restart', 'fe-3/stop restart']);
});

test('a question that cannot be answered asks for a person', async () => {
  world.script('ask', () => {
    throw new MusterError('BAD_INPUT', 'this worker knows no such zone');
  });
  const handle = await world.start({ ...restart, nodes: ['fe-2'] });
  expect((await untilState(handle, 'needs attention')).attention?.failure.message).toBe(
    'this worker knows no such zone',
  );
  scriptWindows(OPEN);
  await give(handle, 'retry');
  expect((await resultOf(handle)).state).toBe('done');
});

test('another worker goes on with the wait', async () => {
  scriptWindows(CLOSED);
  const handle = await world.start({ ...restart, nodes: ['fe-2'] });
  await untilState(handle, 'waiting');
  await world.replaceWorker();
  expect((await progressOf(handle)).window?.step).toBe('fe-2/stop');
  scriptWindows(OPEN);
  await give(handle, 'window', { now: true });
  expect((await resultOf(handle)).state).toBe('done');
});
