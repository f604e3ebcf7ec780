import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { expect, test } from 'vitest';
import { MusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();

const refusal = (message: string) => [
  { gate: 'meta', severity: 'refusal', subject: 'fe-2', message, next: ['mv a b'] },
];

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
    'lease done',
    'fe-2/package done',
    'fe-2/config done',
    'fe-2/register done',
    'fe-2/start done',
    'fe-2/joined pending',
    'fe-2/serving pending',
    'release done',
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
