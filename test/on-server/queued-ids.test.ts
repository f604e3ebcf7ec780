import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readFirstInput } from '../../activities/foreman/read-desk-facts.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { makeDatabend } from '../fixtures/databend-cluster.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';

let world: WorkWorld;

beforeAll(async () => {
  world = await WorkWorld.create({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });
});
afterAll(async () => {
  await world.scripted.close();
});

/** As its workflow was begun with it. */
async function begunWith(request: OperationRequest): Promise<OperationRequest> {
  const { workflowId } = world.operation(request);
  const { runId } = await world.operation(request).describe();
  return await readFirstInput<OperationRequest>(world.link.client, workflowId, runId);
}

/** The list of the server is late by a moment. */
async function untilListed({ id }: OperationRequest): Promise<void> {
  const query = `WorkflowType = 'operation' AND MusterRequest = '${id}'`;
  await until('the list has it', async () => (await world.link.client.workflow.count(query)).count === 1);
}

test('an id that is burnt while its operation waits in the queue is known as used when that begins', async () => {
  world.reset();
  world.cluster = { ...makeDatabend({ metas: 5 }), name: world.cluster.name };
  const meta = { role: 'meta' } as const;
  await world.run('meta-1+meta-5', { ...meta, verb: 'restart', nodes: ['meta-1', 'meta-5'] });
  // Neither has begun when the others are asked for: nobody knows of it.
  const remove = await world.queue('meta-4', { ...meta, verb: 'remove' });
  const again = await world.queue('meta-4', { ...meta, verb: 'add' });
  const other = await world.queue('meta-5', { ...meta, verb: 'add' });
  world.letGo('meta-1+meta-5');
  await world.untilLog('begin meta-4');
  await untilListed(remove);
  world.letGo('meta-4', 'meta-5');
  await world.untilIdle();
  await until('all have ended', async () => (await world.operation(other).describe()).status.name === 'COMPLETED');
  expect((await begunWith(remove)).usedIds).toBeUndefined();
  expect((await begunWith(again)).usedIds).toEqual([
    { id: 4, by: `operation ${remove.id} (remove meta-4), while this one waited in the queue` },
  ]);
  // A restart of all leaves alone what is no member.
  expect((await begunWith(other)).usedIds).toBeUndefined();
});
