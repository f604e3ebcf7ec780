import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { readAdmission, suspendCluster, unsuspendCluster, wakeQueue } from '../../client/admission.ts';
import { ForemanWaker, type WakeOptions } from '../../worker/wake-foremen.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { bundleProcedures } from '../fixtures/bundle-procedures.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';

let world: WorkWorld;

beforeAll(async () => {
  world = await WorkWorld.create({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });
});
afterAll(async () => {
  await world.scripted.close();
});
beforeEach(() => {
  world.reset();
});

const told: string[] = [];
const makeWaker = (more: Partial<WakeOptions> = {}) => {
  const { client, taskQueue } = world.link;
  return new ForemanWaker({ client, taskQueue, tell: (message) => void told.push(message), ...more });
};
const name = () => world.cluster.name;
const view = async () => await readAdmission(world.link, name());
const runOf = async () => (await world.foreman().describe()).runId;

/** The list is late by a moment, and what is not in it is not looked at. */
async function terminate(): Promise<void> {
  const { runId } = await world.foreman().describe();
  await world.foreman().terminate('a test');
  await until('the list has it', async () => {
    const query = `RunId = '${runId}' AND ExecutionStatus = 'Terminated'`;
    return (await world.link.client.workflow.count(query)).count === 1;
  });
}

const suspension = (ms: number, running: 'leave' | 'pause') => ({
  by: 'test@here',
  reason: 'quarter close',
  since: new Date().toISOString(),
  until: new Date(Date.now() + ms).toISOString(),
  running,
});

test('a worker that looks starts the foreman that was terminated while something waited, once, and in its order it begins', async () => {
  await world.run('be-1');
  await world.queue('be-2');
  await world.queue('be-3');
  await terminate();
  expect(await makeWaker({ taskQueue: 'elsewhere' }).look()).toEqual([]);
  // What was wanted the day before yesterday is not begun unasked.
  expect(await makeWaker({ now: () => Date.now() + 25 * 3_600_000 }).look()).toEqual([]);
  expect(await view()).toMatchObject({ ended: true });

  const woken = await Promise.all([makeWaker().look(), makeWaker().look()]);
  expect(woken.flat()).toContain(name());
  const run = await runOf();
  expect((await view())?.ended).toBeUndefined();
  expect(await makeWaker().look()).not.toContain(name());
  expect(await runOf()).toBe(run);
  world.letGo('be-1', 'be-2', 'be-3');
  await world.untilIdle();
  expect(world.log).toEqual(['be-1', 'be-2', 'be-3'].flatMap((node) => [`begin ${node}`, `end ${node}`]));
});

test('a worker as it ships does so when it begins', async () => {
  await world.run('be-1');
  await world.queue('be-2');
  await terminate();
  const ended = await runOf();
  await world.scripted.loseWorker();
  const bundle = await bundleProcedures(fileURLToPath(new URL('../fixtures/work-procedures.ts', import.meta.url)));
  const activities = join(packageRoot(), 'dist/activities/registry.js');
  const worker = new SupervisedWorker(world.link, undefined, { bundle, activities, env: {} });
  try {
    await until('another one runs', async () => (await runOf()) !== ended);
  } finally {
    await worker.stop('SIGTERM');
    await world.scripted.findWorker();
  }
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  expect(world.log).toEqual(['begin be-1', 'end be-1', 'begin be-2', 'end be-2']);
});

test('where nothing waits none is started, nor where another one has come after it', async () => {
  const first = await world.run('be-1');
  await terminate();
  const ended = await runOf();
  const waker = makeWaker();
  expect(await waker.look()).not.toContain(name());
  expect(await runOf()).toBe(ended);
  world.letGo('be-1');
  await world.operation(first).result();

  world.hold('be-2');
  await world.run('be-2');
  await world.queue('be-3');
  await terminate();
  await wakeQueue(world.link, name(), 'test@here');
  world.letGo('be-2', 'be-3');
  await world.untilIdle();
  const last = await runOf();
  expect(await waker.look()).not.toContain(name());
  expect(await runOf()).toBe(last);
});

test('a suspension lasts on under the new one, and what it has paused goes on at its end', async () => {
  const first = await world.run('be-1');
  await suspendCluster(world.link, name(), suspension(3_600_000, 'pause'));
  await terminate();
  expect(await makeWaker().look()).toContain(name());
  expect(await until('it is known', async () => ((await view())?.ended ? undefined : await view()))).toMatchObject({
    suspension: { reason: 'quarter close' },
    running: [{ id: first.id }],
  });
  world.letGo('be-1');
  await unsuspendCluster(world.link, name(), { by: 'test@here' });
  await world.untilIdle();
  expect(world.log).toEqual(['begin be-1', 'end be-1']);
});

test('what cannot be found out now is told, and tried the next time', async () => {
  const { client } = world.link;
  const broken = Object.assign(Object.create(client) as typeof client, {
    workflow: {
      list: () => {
        throw new Error('no answer');
      },
    },
  });
  told.length = 0;
  const stop = makeWaker({ client: broken }).keepLooking();
  await until('it is told', () => told.length > 0);
  stop();
  expect(told).toEqual(['It was not found out whether a queue waits in vain']);
});
