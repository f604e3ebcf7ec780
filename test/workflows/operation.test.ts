import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress, Verb } from '../../model/operation.ts';
import { progressOf, ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScriptedWorld;

beforeAll(async () => {
  world = await ScriptedWorld.create();
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.reset();
});

const refusal = (message: string) => [
  { gate: 'meta', severity: 'refusal', subject: 'fe-2', message, next: ['mv a b'] },
];

function give(handle: WorkflowHandleWithFirstExecutionRunId, verb: Verb): Promise<OperationProgress> {
  return handle.executeUpdate<OperationProgress, [{ by: string; why?: string }]>(verb, {
    args: [{ by: 'test@here', why: 'a test' }],
  });
}

/** A promise that a script waits for, and what lets it go on. */
function makeGate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

async function countEvents(handle: WorkflowHandleWithFirstExecutionRunId, name: RegExp): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter((event) =>
    name.test(event.activityTaskScheduledEventAttributes?.activityType?.name ?? ''),
  ).length;
}

test('a change is planned before it is performed, nodes come one after the other', async () => {
  const progress = await world.run({ nodes: ['fe-2', 'fe-3'] });
  expect(progress.state).toBe('done');
  const perNode = (node: string) =>
    [
      'place.plan',
      'place.perform',
      'configure.plan',
      'configure.perform',
      'register.plan',
      'register.perform',
      'start.plan',
      'start.perform',
      'awaitAlive',
      'awaitServing',
    ].map((name) => `${node} ${name}`);
  expect(world.calls).toEqual(['survey', 'fe-2 preflight', 'fe-3 preflight', ...perNode('fe-2'), ...perNode('fe-3')]);
  expect(progress.steps.every(({ state }) => state === 'done')).toBe(true);
  expect(progress.steps.find(({ id }) => id === 'fe-3/register')?.evidence?.[0]?.answer).toBe('OK');
});

test('a plan schedules no perform and shows every step, waits included', async () => {
  const handle = await world.start({ mode: 'plan' });
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('planned');
  expect(await countEvents(handle, /\.perform$/)).toBe(0);
  expect(progress.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'cluster done',
    'fe-2/host done',
    'fe-2/package done',
    'fe-2/config done',
    'fe-2/register done',
    'fe-2/start done',
    'fe-2/joined pending',
    'fe-2/serving pending',
  ]);
});

test('a plan goes on behind a refusal and a step that cannot be planned, and ends as refused', async () => {
  world.script('preflight', () => refusal('meta is not empty'));
  world.script('configure.plan', () => {
    throw new MusterError('SSH_AUTH', 'the key is not accepted');
  });
  const progress = await world.run({ mode: 'plan' });
  expect(progress.state).toBe('refused');
  expect(progress.steps.find(({ id }) => id === 'fe-2/config')?.failure?.code).toBe('SSH_AUTH');
  expect(progress.steps.find(({ id }) => id === 'fe-2/start')?.actions).toHaveLength(1);
});

test('all checks are made before one of them refuses, and nothing is changed', async () => {
  world.script('preflight', ({ node }) => refusal(`${node} is not empty`));
  const progress = await world.run({ nodes: ['fe-2', 'fe-3'] });
  expect(progress.state).toBe('refused');
  expect(progress.failure).toMatchObject({
    code: 'CHECK_REFUSED',
    message: 'fe-2 is not empty (and 1 more)',
    hint: 'mv a b',
  });
  expect(world.calls).toEqual(['survey', 'fe-2 preflight', 'fe-3 preflight']);
});

test.each(['survey', 'place.plan'])(
  '%s that fails before anything was changed ends the operation: it would hold the cluster for nothing',
  async (name) => {
    world.script(name, () => {
      throw new MusterError('SECRET_MISSING', 'env:X is not set', { hint: 'export X=…' });
    });
    const progress = await world.run();
    expect(progress).toMatchObject({ state: 'refused', failure: { code: 'SECRET_MISSING', hint: 'export X=…' } });
    expect(world.calls.filter((call) => call.endsWith('.perform'))).toEqual([]);
  },
);

test('a submit that a worker sees too late does nothing and says so', async () => {
  const progress = await world.run({ notAfter: new Date(Date.now() - 1000).toISOString() });
  expect(progress).toMatchObject({ state: 'failed', failure: { code: 'SUBMIT_LATE' } });
  expect(world.calls).toEqual([]);
});

test('a step that failed holds the operation, and a retry goes on from there', async () => {
  let broken = true;
  world.script('awaitServing', () => {
    if (broken) throw new MusterError('SQL_AUTH', 'not accepted', { hint: 'look at the password' });
    return { kind: 'reached', note: 'so' };
  });
  const handle = await world.start();
  const held = await untilState(handle, 'needs attention');
  expect(held.attention).toMatchObject({
    step: 'fe-2/serving',
    verbs: ['retry', 'undo', 'abandon'],
    failure: { code: 'SQL_AUTH', hint: 'look at the password' },
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
