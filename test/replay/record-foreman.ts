// Adds histories of foremen as they run today: MUSTER_RECORD=1 npx vitest run --project server record-foreman
// Stored ones are never written again: they are what a foreman that began earlier looks like.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { leaveQueue, suspendCluster, unsuspendCluster, wakeQueue } from '../../client/admission.ts';
import { FOREMAN_TYPE, foremanWorkflowId, SUBMIT_UPDATE } from '../../model/foreman.ts';
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

const by = { by: 'test@here', why: 'recorded' };

async function expectStored(kind: string, runId: string): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const file = fileURLToPath(new URL(`histories/foreman-${kind}-${day}.json`, import.meta.url));
  expect(existsSync(file), `${file} is there already`).toBe(false);
  const { client } = world.link;
  const history = await client.workflow.getHandle(foremanWorkflowId(world.cluster.name), runId).fetchHistory();
  writeFileSync(file, `${historyToJSON(history)}\n`, { flag: 'wx' });
}

const latest = async () => (await world.foreman().describe()).runId;

test('a queue, with one that leaves it', async () => {
  await world.run('be-1', { verb: 'add' });
  await world.run('be-2', { verb: 'add' });
  await world.queue('be-3');
  const left = await world.queue('be-4');
  await world.queue('be-5');
  await leaveQueue(world.link, world.cluster.name, { id: left.id, ...by });
  world.letGo('be-1', 'be-2', 'be-3', 'be-5');
  await world.untilIdle();
  await expectStored('queue', await latest());
});

test('a restart that waits for a drain, and is passed by what it names', async () => {
  await world.run('be-1', { verb: 'remove' });
  await world.queue('be-2');
  await world.run('be-2', { verb: 'add' });
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  await expectStored('passed', await latest());
});

test('a suspension that pauses and is taken back, and one that opens by itself', async () => {
  const suspend = async (ms: number) =>
    await suspendCluster(world.link, world.cluster.name, {
      by: 'test@here',
      reason: 'recorded',
      since: new Date().toISOString(),
      until: new Date(Date.now() + ms).toISOString(),
      running: 'pause',
    });
  await world.run('be-1');
  await suspend(3_600_000);
  await world.queue('be-2');
  await unsuspendCluster(world.link, world.cluster.name, by);
  await suspend(2_000);
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  await expectStored('suspended', await latest());
});

test('one that goes on in a new run', async () => {
  const { client, taskQueue } = world.link;
  await client.workflow.executeUpdateWithStart(SUBMIT_UPDATE, {
    args: [{ request: world.ask('be-1'), ifBusy: 'refuse' }],
    startWorkflowOperation: new WithStartWorkflowOperation(FOREMAN_TYPE, {
      workflowId: foremanWorkflowId(world.cluster.name),
      taskQueue,
      args: [{ cluster: world.cluster.name, turnover: 2 }],
      workflowIdConflictPolicy: 'FAIL',
    }),
  });
  const first = await latest();
  await world.queue('be-2');
  await until('it goes on', async () => (await latest()) !== first);
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  await expectStored('turned', first);
  await expectStored('turned-on', await latest());
});

test('one that was terminated, and the one after it', async () => {
  await world.run('be-1');
  await world.queue('be-2');
  const first = await latest();
  await world.foreman().terminate('recorded');
  await wakeQueue(world.link, world.cluster.name, 'test@here');
  world.letGo('be-1', 'be-2');
  await world.untilIdle();
  await expectStored('terminated', first);
  await expectStored('recovered', await latest());
});
