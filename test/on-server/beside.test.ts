import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import type { Link } from '../../client/connect.ts';
import { findOperation } from '../../client/find-operation.ts';
import { nameOneOperation } from '../../client/name-operation.ts';
import { createRequestId } from '../../client/request-id.ts';
import { readOperation } from '../../client/read-operation.ts';
import { submit } from '../../client/submit.ts';
import { MusterError } from '../../model/error.ts';
import { besideWorkflowId, type OperationProgress, type OperationRequest } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { createCoreWorld } from '../fixtures/core-world.ts';
import { give, makeCluster, makeRequest, type ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScriptedWorld;
let link: Link;
let cluster: OperationRequest['cluster'];

beforeAll(async () => {
  world = await createCoreWorld();
  // From then on the server knows that the worker polls.
  await world.run();
  link = {
    client: world.client,
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: world.taskQueue,
    close: async () => {},
  };
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.reset();
  cluster = { ...makeCluster(), name: `c-${crypto.randomUUID()}` };
});

function ask(request: Partial<OperationRequest>): OperationRequest {
  return makeRequest({ id: createRequestId(), cluster, role: 'be', ...request });
}
const drainBe3 = () => ask({ verb: 'remove', nodes: ['be-3'] });
const addBe5 = () => ask({ verb: 'add', nodes: ['be-5'] });

async function submitted(request: OperationRequest) {
  const { workflowId, runId } = await submit(link, request);
  return world.client.workflow.getHandle(workflowId, runId) as Awaited<ReturnType<ScriptedWorld['start']>>;
}

/** A drain that waits until it is let go. */
async function startDrain() {
  let empty = false;
  world.script('drained', () => {
    const left = 6;
    const now = Date.now();
    const progress: LongProgress = {
      nodes: { 'be-3': { startedAt: now, total: 10, progressAt: now, samples: [{ at: now, left }] } },
    };
    if (!empty) throw notYet('be-3: 6 left', 50, progress);
    return { kind: 'reached', note: 'empty' };
  });
  const request = drainBe3();
  const handle = await submitted(request);
  // The numbers come with its first look, which is a moment after the step has begun.
  await until('it has looked', async () => {
    const { workflowId, runId } = await handle.describe();
    const { live } = await readOperation(world.client, workflowId, runId);
    return Object.values(live).some(({ progress }) => progress !== undefined);
  });
  const end = async () => {
    empty = true;
    return (await handle.result()) as OperationProgress;
  };
  return { request, handle, end };
}

test('a node is added beside a drain that waits, and both know of each other', async () => {
  const drain = await startDrain();
  const beside = await submitted(addBe5());
  expect(beside.workflowId).toBe(besideWorkflowId(cluster.name));
  const added = (await beside.result()) as OperationProgress;
  expect(added).toMatchObject({ state: 'done', request: { beside: drain.request.id } });
  expect(await drain.end()).toMatchObject({
    state: 'done',
    beside: [{ id: added.request.id, verb: 'add', role: 'be', nodes: ['be-5'] }],
  });
  expect((await findOperation(link, cluster.name)).name).toBe(added.request.id);
});

test('a lost frontend is removed beside it; everything else is told who holds the cluster and until when', async () => {
  const drain = await startDrain();
  const others: Partial<OperationRequest>[] = [
    { verb: 'add', role: 'fe', nodes: ['fe-2'] },
    { verb: 'remove', role: 'fe', nodes: ['fe-2'] },
    { verb: 'remove', role: 'be', nodes: ['be-2'] },
    { verb: 'restart', role: 'be', nodes: ['be-2'] },
  ];
  for (const other of others) {
    const refused = await submit(link, ask(other)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MusterError);
    expect(refused).toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(`operation ${drain.request.id} (remove be-3, by test@here): running`),
      details: [
        'be-3 60 % left, 6 of 10 tablets, nothing has left so far',
        'Beside a drain only add be, add cn and remove fe --lost may run; nothing was submitted',
      ],
    });
  }
  const beside = await submitted(ask({ verb: 'remove', role: 'fe', nodes: ['fe-2'], lost: true }));
  expect(beside.workflowId).toBe(besideWorkflowId(cluster.name));
  await drain.end();
});

test('one runs beside a drain at a time, and while it does nothing comes after the drain', async () => {
  const drain = await startDrain();
  let serves = false;
  world.script('serving', () => {
    if (!serves) throw notYet('not yet', 50);
    return { kind: 'reached', note: 'so' };
  });
  const request = addBe5();
  const beside = await submitted(request);
  const again = await submit(link, request);
  expect(again).toEqual({ workflowId: beside.workflowId, runId: beside.firstExecutionRunId ?? again.runId });
  await expect(submit(link, ask({ verb: 'add', nodes: ['be-6'] }))).rejects.toMatchObject({
    code: 'CLUSTER_BUSY',
    message: expect.stringContaining(request.id),
    details: ['It runs beside a drain, and only one does at a time; nothing was submitted'],
  });
  // By the name of the cluster the holder is found, with the other beside it; a verb needs to know which.
  expect(await findOperation(link, cluster.name)).toMatchObject({
    name: drain.request.id,
    what: 'remove be-3',
    other: { name: request.id, what: 'add be-5' },
  });
  await expect(nameOneOperation(link, cluster.name, undefined, 'muster ops undo')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    hint: `muster ops undo ${drain.request.id}   # remove be-3\nmuster ops undo ${request.id}   # add be-5`,
  });
  expect((await findOperation(link, request.id.slice(0, 6))).workflowId).toBe(beside.workflowId);
  expect((await drain.end()).state).toBe('done');
  await expect(submit(link, drainBe3())).rejects.toMatchObject({ code: 'CLUSTER_BUSY' });
  expect((await findOperation(link, cluster.name)).name).toBe(request.id);
  serves = true;
  await beside.result();
});

test('beside a drain that has ended meanwhile nothing begins', async () => {
  const drain = await startDrain();
  const { runId } = await drain.handle.describe();
  await drain.end();
  const late = await world.start({
    ...addBe5(),
    beside: { operation: drain.request.id, runId },
  });
  expect(await late.result()).toMatchObject({ state: 'failed', failure: { code: 'DRAIN_ENDED' } });
  expect(world.calls.filter((call) => call.startsWith('be-5'))).toEqual([]);
});

test('nothing runs beside a removal that does not drain yet, or no more', async () => {
  world.script('decommission.perform', () => {
    throw new MusterError('SQL_FAILED', 'no');
  });
  const drain = await submitted(drainBe3());
  await untilState(drain, 'needs attention');
  await expect(submit(link, addBe5())).rejects.toMatchObject({
    code: 'CLUSTER_BUSY',
    details: ['One operation changes a cluster at a time; nothing was submitted'],
  });
  await give(drain, 'undo');
  await drain.result();
});

test('the undo of an added node that drains is such a wait too; an ordinary wait is none', async () => {
  let empty = false;
  world.script('drained', () => {
    if (!empty) throw notYet('6 left', 50);
    return { kind: 'reached', note: 'empty' };
  });
  world.script('serving', () => {
    throw notYet('not yet', 50);
  });
  const adding = await submitted(addBe5());
  await until('it waits', () => world.calls.includes('be-5 serving'));
  await expect(submit(link, ask({ verb: 'add', nodes: ['be-6'] }))).rejects.toMatchObject({ code: 'CLUSTER_BUSY' });
  await give(adding, 'undo');
  await until('it drains', () => world.calls.includes('be-5 drained'));
  world.script('serving', () => ({ kind: 'reached', note: 'so' }));
  const beside = await submitted(ask({ verb: 'add', nodes: ['be-6'] }));
  expect(((await beside.result()) as OperationProgress).state).toBe('done');
  empty = true;
  expect(((await adding.result()) as OperationProgress).state).toBe('undone');
});
