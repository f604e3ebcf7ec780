import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
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
  world.script('surveyRestart', () => ({ findings: [], value: { order: ['fe-2', 'fe-3', 'fe-1'] } }));
});

const request: Partial<OperationRequest> = { verb: 'restart', nodes: ['fe-1', 'fe-2', 'fe-3'] };

const stopped = () =>
  world.calls.filter((call) => call.endsWith('stopForRestart.perform')).map((call) => call.split(' ')[0]);

/** Who leads, as each look before a restart finds it. */
function scriptLeader(find: () => string): void {
  world.script('lookBefore', ({ node }) => ({
    findings: [],
    value: { process: `${node}@1`, leads: node === find(), signal: 'USR1', others: [] },
  }));
}

test('nodes come in the order that the cluster gave, and are shown so', async () => {
  scriptLeader(() => 'fe-1');
  const progress = await world.run(request);
  expect(progress.state).toBe('done');
  expect(stopped()).toEqual(['fe-2', 'fe-3', 'fe-1']);
  const shown = progress.steps.map(({ id }) => id).filter((id) => id.endsWith('/stop'));
  expect(shown).toEqual(['fe-2/stop', 'fe-3/stop', 'fe-1/stop']);
  expect(progress.steps.every(({ state }) => state === 'done')).toBe(true);
});

test('one to which the leader moved meanwhile is put off, and each is restarted exactly once', async () => {
  scriptLeader(() => (stopped().length === 0 ? 'fe-1' : 'fe-3'));
  const progress = await world.run(request);
  expect(progress.state).toBe('done');
  expect(stopped()).toEqual(['fe-2', 'fe-1', 'fe-3']);
});

test('a leader that goes on moving does not keep it from ending', async () => {
  scriptLeader(() => world.calls.findLast((call) => call.endsWith(' lookBefore'))?.split(' ')[0] ?? '');
  const progress = await world.run(request);
  expect(progress.state).toBe('done');
  expect(stopped().sort()).toEqual(['fe-1', 'fe-2', 'fe-3']);
});

test('nodes that are no members are not part of the way', async () => {
  world.script('surveyRestart', () => ({ findings: [], value: { order: ['fe-2'] } }));
  scriptLeader(() => 'fe-1');
  const progress = await world.run(request);
  expect(progress.steps.flatMap(({ node }) => node ?? []).every((node) => node === 'fe-2')).toBe(true);
});

test('a refusal after which nothing is left to do is a refusal', async () => {
  world.script('surveyRestart', () => ({
    findings: [{ gate: 'member', severity: 'refusal', subject: 'fe-1', message: 'no member' }],
    value: { order: [] },
  }));
  expect(await world.run(request)).toMatchObject({ state: 'refused', failure: { message: 'no member' } });
});

test('when the others no longer serve before the next one, nothing more is stopped until a person says so', async () => {
  let sick = false;
  world.script('lookBefore', ({ node }) => ({
    findings: sick
      ? [{ gate: 'serving', severity: 'refusal', subject: 'fe-1', message: 'fe-1 does not serve' }]
      : [{ gate: 'outage', severity: 'ok', subject: 'fe-1', message: 'fine' }],
    value: { process: `${node}@1`, leads: false, signal: 'USR1', others: [] },
  }));
  world.script('awaitRestarted', () => {
    sick = true;
    return { kind: 'reached', note: 'so', value: { ended: [] } };
  });
  const handle = await world.start(request);
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'fe-3/before', failure: { message: 'fe-1 does not serve' } });
  expect(stopped()).toEqual(['fe-2']);
  sick = false;
  await give(handle, 'retry');
  await untilState(handle, 'needs attention');
  sick = false;
  await give(handle, 'retry');
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
});

test('what ended in an outage is started, and then waited for again', async () => {
  scriptLeader(() => 'fe-1');
  world.script('surveyRestart', () => ({ findings: [], value: { order: ['fe-2'] } }));
  let looks = 0;
  world.script('awaitRestarted', () => {
    looks += 1;
    return { kind: 'reached', note: 'so', value: { ended: looks === 1 ? ['fe-1'] : [] } };
  });
  const progress = await world.run({ ...request, nodes: ['fe-2'], outage: 'a new heap size' });
  expect(progress.state).toBe('done');
  expect(world.calls.filter((call) => call.endsWith('startAgain.perform'))).toEqual([
    'fe-2 startAgain.perform',
    'fe-1 startAgain.perform',
  ]);
});
