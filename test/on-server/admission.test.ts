import { beforeAll, beforeEach, expect, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import { findOperation } from '../../client/find-operation.ts';
import { nameOneOperation } from '../../client/name-operation.ts';
import { createRequestId } from '../../client/request-id.ts';
import { readOperation } from '../../client/read-operation.ts';
import { leaveQueue, readAdmission } from '../../client/admission.ts';
import { requireKnownCluster } from '../../client/require-known.ts';
import { submit, submitOrQueue } from '../../client/submit.ts';
import { MusterError } from '../../model/error.ts';
import { operationWorkflowId } from '../../model/foreman.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import { describeCoreWorld } from '../fixtures/core-world.ts';
import { makeCluster, makeRequest, type ScriptedWorld } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld(describeCoreWorld);
const { link } = world;
let cluster: OperationRequest['cluster'];

beforeAll(async () => {
  // From then on the server knows that the worker polls.
  await world.run();
});
beforeEach(() => {
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
  const added = (await beside.result()) as OperationProgress;
  expect(beside.workflowId).toBe(operationWorkflowId(cluster.name, added.request.id));
  expect(added).toMatchObject({ state: 'done', request: { beside: drain.request.id } });
  expect(await drain.end()).toMatchObject({
    state: 'done',
    beside: [{ id: added.request.id, verb: 'add', role: 'be', nodes: ['be-5'] }],
  });
  // The one that ended last.
  await until('it is listed', async () => (await findOperation(link, cluster.name)).name === drain.request.id);
});

test('a lost frontend is removed beside it; everything else is told who is in the way, why and until when', async () => {
  const drain = await startDrain();
  const others: [Partial<OperationRequest>, string][] = [
    [{ verb: 'add', role: 'fe', nodes: ['fe-2'] }, 'the drain holds switches on the leader'],
    [{ verb: 'remove', role: 'fe', nodes: ['fe-2'] }, 'a change of voters may move the leader'],
    [{ verb: 'remove', role: 'be', nodes: ['be-2'] }, 'one drain at a time holds the switches'],
    [{ verb: 'restart', role: 'be', nodes: ['be-2'] }, 'a restart takes nodes down one after the other'],
  ];
  for (const [other, why] of others) {
    const refused = await submit(link, ask(other)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MusterError);
    expect(refused).toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(`operation ${drain.request.id} (remove be-3, by test@here): running`),
      details: [
        'be-3 60 % left, 6 of 10 tablets, nothing has left so far',
        expect.stringMatching(`^Not beside it: .*${why}`),
        'Nothing was submitted; --wait puts it into the queue',
      ],
      hint: `muster ops watch ${drain.request.id}\nmuster ops show ${drain.request.id}`,
    });
  }
  const beside = await submitted(ask({ verb: 'remove', role: 'fe', nodes: ['fe-2'], lost: true }));
  await drain.end();
  expect(await beside.result()).toMatchObject({ state: 'done' });
});

test('of several that run each is named; a verb needs to know which', async () => {
  const drain = await startDrain();
  let serves = false;
  world.script('serving', () => {
    if (!serves) throw notYet('not yet', 50);
    return { kind: 'reached', note: 'so' };
  });
  const request = addBe5();
  const beside = await submitted(request);
  expect(await submit(link, request)).toMatchObject({ workflowId: beside.workflowId });
  expect(await findOperation(link, cluster.name)).toMatchObject({
    name: drain.request.id,
    what: 'remove be-3',
    others: [{ name: request.id, what: 'add be-5' }],
  });
  await expect(nameOneOperation(link, cluster.name, undefined, 'muster ops undo')).rejects.toMatchObject({
    code: 'BAD_INPUT',
    hint: `muster ops undo ${drain.request.id}   # remove be-3\nmuster ops undo ${request.id}   # add be-5`,
  });
  expect((await drain.end()).state).toBe('done');
  await expect(submit(link, drainBe3())).rejects.toMatchObject({
    code: 'CLUSTER_BUSY',
    message: expect.stringContaining(request.id),
  });
  expect((await findOperation(link, cluster.name)).name).toBe(request.id);
  serves = true;
  await beside.result();
});

test('a node that is worked on is worked on by nobody else', async () => {
  const drain = await startDrain();
  const same = { code: 'CLUSTER_BUSY', details: expect.arrayContaining(['Not beside it: it already works on be-3']) };
  await expect(submit(link, drainBe3())).rejects.toMatchObject(same);
  await expect(submitOrQueue(link, drainBe3(), 'queue')).rejects.toMatchObject(same);
  expect(await submitOrQueue(link, ask({ verb: 'add', nodes: ['be-3'] }), 'queue')).toMatchObject({
    kind: 'queued',
    place: 1,
    behind: [{ id: drain.request.id, why: 'it works on be-3' }],
  });
  await drain.end();
  await until('the queue is empty', async () => (await readAdmission(link, cluster.name))?.queue.length !== 1);
});

test('what waits begins by itself, in its order; a backend that lets the drain end passes what waits for the drain', async () => {
  const drain = await startDrain();
  const restart = ask({ verb: 'restart', nodes: ['be-2'] });
  const second = ask({ verb: 'remove', nodes: ['be-2'] });
  expect(await submitOrQueue(link, restart, 'queue')).toMatchObject({ kind: 'queued', place: 1 });
  expect(await submitOrQueue(link, second, 'queue')).toMatchObject({ kind: 'queued', place: 2 });
  // The same again says the same, and does not stand there twice.
  expect(await submitOrQueue(link, second, 'queue')).toMatchObject({ kind: 'queued', place: 2 });
  const added = await submitOrQueue(link, addBe5(), 'queue');
  expect(added).toMatchObject({ kind: 'running' });
  expect(await readAdmission(link, cluster.name)).toMatchObject({
    queue: [
      {
        id: restart.id,
        what: 'restart be-2',
        behind: expect.arrayContaining([expect.objectContaining({ id: drain.request.id })]),
      },
      { id: second.id, what: 'remove be-2' },
    ],
  });
  await drain.end();
  const ended = async ({ id }: OperationRequest) =>
    await until('it has run', async () => {
      const description = await world.client.workflow
        .getHandle(operationWorkflowId(cluster.name, id))
        .describe()
        .catch(() => undefined);
      return description?.status.name === 'COMPLETED' ? description : undefined;
    });
  const [first, last] = [await ended(restart), await ended(second)];
  expect(last.startTime.getTime()).toBeGreaterThanOrEqual(first.closeTime?.getTime() ?? Number.POSITIVE_INFINITY);
  await until('the foreman has ended', async () => (await readAdmission(link, cluster.name)) === undefined);
});

test('an entry leaves the queue, and one that has begun does not', async () => {
  const drain = await startDrain();
  const restart = ask({ verb: 'restart', nodes: ['be-2'] });
  await submitOrQueue(link, restart, 'queue');
  await expect(findOperation(link, restart.id)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `Operation ${restart.id} (restart be-2) has not begun: it waits in the queue of ${cluster.name}`,
    hint: `muster queue ${cluster.name}\nmuster queue leave ${restart.id}`,
  });
  await leaveQueue(link, cluster.name, { id: restart.id, by: 'test@here' });
  expect((await readAdmission(link, cluster.name))?.queue).toEqual([]);
  await expect(leaveQueue(link, cluster.name, { id: drain.request.id, by: 'test@here' })).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    hint: `muster ops undo ${drain.request.id}`,
  });
  await drain.end();
});

test('a name that nobody uses is not taken for a cluster', async () => {
  await expect(requireKnownCluster(link, cluster.name)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `No cluster "${cluster.name}" is known: no operation or schedule of it was ever seen`,
  });
  const drain = await startDrain();
  await expect(requireKnownCluster(link, cluster.name)).resolves.toBeUndefined();
  await drain.end();
});
