import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { give, ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';

let world: ScriptedWorld;

beforeAll(async () => {
  world = await ScriptedWorld.create();
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.reset();
  leader = 'fe-1';
  world.script('awaitLeader', () => ({ kind: 'reached', note: '', value: { leader } }));
});

/** Who leads in the scripted world. */
let leader: string;

const ok = [{ gate: 'quorum', severity: 'ok', subject: 'x', message: 'fine' }];
const done = (value?: unknown) => ({
  evidence: [{ action: { kind: 'command', on: 'x', command: 'x' }, answer: 'OK', at: '' }],
  ...(value !== undefined && { value }),
});

function survey(way: object): void {
  world.script('surveyRemoval', () => ({
    findings: ok,
    value: { first: [], brings: false, mustBring: true, rest: [], leader: null, pair: null, ...way },
  }));
}

const performed = () => world.calls.filter((call) => call.endsWith('.perform')).map((call) => call.slice(0, -8));
const takeOut = (node: string) => ['expel', 'stop', 'retireMeta'].map((name) => `${node} ${name}`);

test('every host is checked before anything, then one node after the other in the order of the survey', async () => {
  survey({ first: ['fe-3', 'fe-2'] });
  const progress = await world.run({ verb: 'remove', nodes: ['fe-2', 'fe-3'] });
  expect(progress.state).toBe('done');
  expect(world.calls.slice(0, 3)).toEqual(['surveyRemoval', 'fe-3 inspectLeaving', 'fe-2 inspectLeaving']);
  expect(performed()).toEqual([...takeOut('fe-3'), ...takeOut('fe-2')]);
});

test('the leader stands down before its DROP, which another one gets', async () => {
  survey({ first: ['fe-1'], leader: 'fe-1' });
  world.script('standDown.perform', () => {
    leader = 'fe-2';
    return done();
  });
  expect(await world.run({ verb: 'remove', nodes: ['fe-1'] })).toMatchObject({ state: 'done' });
  expect(performed()).toEqual(['fe-1 standDown', ...takeOut('fe-1')]);
});

test('one that is elected in the moment of its DROP stands down, and is dropped then', async () => {
  survey({ first: ['fe-3'] });
  let tries = 0;
  world.script('expel.perform', () => {
    tries += 1;
    if (tries > 1) return done();
    leader = 'fe-3';
    return done({ leads: true });
  });
  world.script('standDown.perform', () => {
    leader = 'fe-2';
    return done();
  });
  expect(await world.run({ verb: 'remove', nodes: ['fe-3'] })).toMatchObject({ state: 'done' });
  expect(performed()).toEqual(['fe-3 expel', 'fe-3 standDown', 'fe-3 expel', 'fe-3 stop', 'fe-3 retireMeta']);
});

test('leadership is brought on until one that stays has it, each back in service before the next stands down', async () => {
  survey({ brings: true, rest: ['fe-2', 'fe-1'], leader: 'fe-1' });
  const elected = ['fe-2', 'fe-1', 'fe-3'];
  world.script('standDown.perform', () => {
    leader = elected.shift() ?? 'nobody';
    return done();
  });
  expect(await world.run({ verb: 'remove', nodes: ['fe-1', 'fe-2'] })).toMatchObject({ state: 'done' });
  expect(performed()).toEqual([
    ...['fe-1', 'fe-2', 'fe-1'].flatMap((node) => [`${node} standDown`, `${node} startAgain`]),
    ...takeOut('fe-2'),
    ...takeOut('fe-1'),
  ]);
  const returned = world.calls.filter((call) => call.endsWith('awaitServing'));
  expect(returned).toEqual(['fe-1 awaitServing', 'fe-2 awaitServing', 'fe-1 awaitServing']);
});

test('it is not brought on for ever: it holds before anything is dropped, and can be taken back', async () => {
  survey({ brings: true, rest: ['fe-2', 'fe-1'], leader: 'fe-1' });
  world.script('standDown.perform', () => {
    leader = leader === 'fe-1' ? 'fe-2' : 'fe-1';
    return done();
  });
  const stays = 'no frontend that stays leads';
  world.script('awaitLeader', (input) => {
    const { not } = input as unknown as { not: readonly string[] };
    if (not.length > 1) throw new Error(stays);
    return { kind: 'reached', note: '', value: { leader } };
  });
  const handle = await world.start({ verb: 'remove', nodes: ['fe-1', 'fe-2'] });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'leadership', verbs: expect.arrayContaining(['undo']) });
  expect(performed().filter((call) => call.endsWith('standDown'))).toHaveLength(4);
  expect(performed().filter((call) => call.endsWith('expel'))).toEqual([]);
  await give(handle, 'undo');
  expect(await handle.result()).toMatchObject({ state: 'undone' });
  expect(performed().slice(-2)).toEqual(['fe-1 startAgain', 'fe-2 startAgain']);
});

test('where the leader can stand down last, an election that goes in a circle does not hold the removal', async () => {
  survey({ brings: true, mustBring: false, rest: ['fe-2', 'fe-1'], leader: 'fe-1' });
  world.script('standDown.perform', () => {
    const dropped = world.calls.includes('fe-2 expel.perform');
    leader = dropped ? 'fe-3' : leader === 'fe-1' ? 'fe-2' : 'fe-1';
    return done();
  });
  expect(await world.run({ verb: 'remove', nodes: ['fe-1', 'fe-2'] })).toMatchObject({ state: 'done' });
  expect(performed()).toEqual([
    ...['fe-1', 'fe-2'].flatMap((node) => [`${node} standDown`, `${node} startAgain`]),
    ...takeOut('fe-2'),
    'fe-1 standDown',
    ...takeOut('fe-1'),
  ]);
});

test('without a new leader in time the old one is started again, and the operation holds', async () => {
  survey({ first: ['fe-1'], leader: 'fe-1' });
  let asked = 0;
  world.script('awaitLeader', () => {
    asked += 1;
    return asked === 1
      ? { kind: 'reached', note: '', value: { leader: 'fe-1' } }
      : { kind: 'lost', reason: 'nobody was elected' };
  });
  const handle = await world.start({ verb: 'remove', nodes: ['fe-1'] });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'fe-1/led', failure: { message: 'nobody was elected' } });
  expect(held.steps.find(({ id }) => id === 'fe-1/start-again')?.state).toBe('done');
  expect(performed()).toEqual(['fe-1 standDown', 'fe-1 startAgain']);
  expect(held.noReturn).toBeUndefined();
  await give(handle, 'undo');
  expect(await handle.result()).toMatchObject({ state: 'undone' });
});

test('from the first DROP on there is no undo, and it says what to do instead', async () => {
  survey({ first: ['fe-2'] });
  world.script('stop.perform', () => {
    throw new Error('the host is gone');
  });
  const handle = await world.start({ verb: 'remove', nodes: ['fe-2'] });
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({
    step: 'fe-2/stop',
    verbs: ['retry', 'skip', 'abandon'],
    skippable: 'its process goes on, and answers with old data',
  });
  await expect(give(handle, 'undo')).rejects.toMatchObject({
    cause: expect.objectContaining({ message: expect.stringContaining('its entry is gone from the cluster') }),
  });
  // Typed for a step that held before: this one would be gone past unseen.
  await expect(give(handle, 'skip', { step: 'fe-2/drop' })).rejects.toMatchObject({
    cause: expect.objectContaining({
      message: expect.stringMatching(/^The step ".+" of fe-2 does not wait: the operation holds at ".+"/),
    }),
  });
  await give(handle, 'skip', { step: 'fe-2/stop' });
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.verbs).toMatchObject([{ verb: 'skip', what: 'fe-2/stop' }]);
  expect(ended.steps.find(({ id }) => id === 'fe-2/stop')).toMatchObject({ state: 'skipped' });
  expect(performed().at(-1)).toBe('fe-2 retireMeta');
});

test('for a lost one nothing is done on its host, which is written down', async () => {
  const pair = { node: 'fe-2', at: { host: '10.0.0.1', queryPort: 9030 } };
  survey({ first: ['fe-2'], pair });
  let asked: unknown;
  world.script('expel.perform', (input) => {
    asked = input;
    return done();
  });
  const progress = await world.run({ verb: 'remove', nodes: ['fe-2'], lost: true });
  expect(progress.state).toBe('done');
  expect(asked).toMatchObject({ lost: true, at: pair.at });
  expect(performed()).toEqual(['fe-2 expel', 'fe-2 leaveHost']);
  expect(world.calls.filter((call) => /inspectLeaving|awaitLeader|stop|retireMeta/.test(call))).toEqual([]);
});
