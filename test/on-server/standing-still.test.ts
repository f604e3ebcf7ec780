import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readAdmission, wakeQueue } from '../../client/admission.ts';
import { readOperation } from '../../client/read-operation.ts';
import { submitOrQueue } from '../../client/submit.ts';
import { waitTurn } from '../../client/wait-turn.ts';
import { STUCK_TRIES } from '../../model/stuck.ts';
import { bundleProcedures } from '../fixtures/bundle-procedures.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';

let world: WorkWorld;
let older: string;

beforeAll(async () => {
  world = await WorkWorld.create({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });
  const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
  older = await bundleProcedures(fixture('older-procedures.ts'), fixture('older-foreman.ts'));
});
afterAll(async () => {
  await world.scripted.close();
});

test('what a worker of other code cannot go on with says so, and the queue goes on when it is woken', async () => {
  world.reset();
  const { link, cluster, scripted } = world;
  await scripted.replaceWorker(older);
  const first = world.ask('be-1');
  const begun = await submitOrQueue(link, first, 'queue');
  if (begun.kind !== 'running') throw new Error('be-1 waits');
  const second = await world.queue('be-2');
  await scripted.replaceWorker();

  await expect(submitOrQueue(link, world.ask('be-3'), 'queue')).rejects.toMatchObject({
    code: 'FOREMAN_STUCK',
    kind: 'unknown',
    hint: expect.stringContaining(`muster queue wake ${cluster.name}`),
  });
  const queue = await readAdmission(link, cluster.name);
  expect(queue).toMatchObject({ running: [{ id: first.id }], queue: [{ id: second.id }] });
  expect(queue?.stuck?.tries).toBeGreaterThanOrEqual(STUCK_TRIES);
  expect(queue?.stuck?.cause).toContain('Nondeterminism');
  const leave = new AbortController();
  await waitTurn(link, second, leave.signal, (news) => {
    expect(news).toBe('stuck');
    leave.abort();
  });
  expect(leave.signal.aborted).toBe(true);

  const foreman = await world.foreman().describe();
  await wakeQueue(link, cluster.name, 'test@here');
  const woken = await until('another one has taken it up', async () => {
    const admission = await readAdmission(link, cluster.name);
    return admission?.stuck === undefined && admission?.ended === undefined ? admission : undefined;
  });
  expect(woken).toMatchObject({ running: [{ id: first.id }], queue: [{ id: second.id }] });
  const { history } = await link.client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: link.namespace,
    execution: { workflowId: foreman.workflowId, runId: foreman.runId },
    maximumPageSize: 1,
  });
  expect(history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.reason).toMatch(
    /^test@here woke the queue: each try of its next task fails/,
  );

  // The operation of other code stands still as well when its step ends, and is told from its history; ended by hand it is in nobody's way.
  world.letGo('be-1');
  const snapshot = await until('the operation stands still', async () => {
    const read = await readOperation(link.client, begun.workflowId, begun.runId);
    return read.stuck === undefined ? undefined : read;
  });
  expect(snapshot).toMatchObject({ source: 'server', progress: { steps: [{ id: 'held', state: 'done' }] } });
  await world.operation(first).terminate('a test');
  world.letGo('be-2');
  await world.untilIdle();
  expect(world.log).toEqual(['begin be-2', 'end be-2']);
});

test('a foreman that goes on is not ended by a wake', async () => {
  const { link, cluster, scripted } = world;
  world.reset();
  await world.run('be-1');
  await scripted.replaceWorker();
  const { runId } = await world.foreman().describe();
  await wakeQueue(link, world.cluster.name, 'test@here');
  expect((await world.foreman().describe()).runId).toBe(runId);
  expect(cluster.name).not.toBe(world.cluster.name);
  world.letGo('be-1');
  await world.untilIdle();
});
