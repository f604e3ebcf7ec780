import { WithStartWorkflowOperation } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { leaveQueue, readAdmission, suspendCluster, unsuspendCluster, wakeQueue } from '../../client/admission.ts';
import { admit } from '../../client/admit.ts';
import { wakeForeman } from '../../client/ask-foreman.ts';
import { submit, submitOrQueue } from '../../client/submit.ts';
import { waitTurn } from '../../client/wait-turn.ts';
import { FOREMAN_TYPE, foremanWorkflowId, type ForemanStart, type Suspension } from '../../model/foreman.ts';
import { PROGRESS_QUERY, type OperationProgress, type OperationRequest } from '../../model/operation.ts';
import type { Admission, Submission } from '../../model/foreman.ts';
import { askUntilAnswered } from '../faults/storm.ts';
import { give } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { WorkWorld } from '../fixtures/work-world.ts';

let world: WorkWorld;

beforeAll(async () => {
  world = await WorkWorld.create({ address: inject('temporalAddress'), namespace: inject('temporalNamespace') });
});
afterAll(async () => {
  await world.scripted.close();
});
beforeEach(async () => {
  await world.scripted.findWorker();
  world.reset();
});

const view = async () => await readAdmission(world.link, world.cluster.name);
const waiting = async () => (await view())?.queue.map(({ what }) => what);
const by = { by: 'test@here', why: 'a test' };
const ADD = { verb: 'add' } as const;

/** One after the other, each ended before the next has begun. */
const inTurn = (...nodes: readonly string[]) => nodes.flatMap((node) => [`begin ${node}`, `end ${node}`]);

async function stateOf(request: OperationRequest): Promise<OperationProgress['state']> {
  return (await world.operation(request).query<OperationProgress>(PROGRESS_QUERY)).state;
}

async function hasHeard(request: OperationRequest, signal: string): Promise<boolean> {
  const { events } = await world.operation(request).fetchHistory();
  return (events ?? []).some((event) => event.workflowExecutionSignaledEventAttributes?.signalName === signal);
}

async function isKnown(request: OperationRequest): Promise<boolean> {
  return await world
    .operation(request)
    .describe()
    .then(
      () => true,
      () => false,
    );
}

function suspension(untilMs: number, running: Suspension['running'] = 'leave'): Suspension {
  const since = new Date().toISOString();
  return { by: 'test@here', reason: 'quarter close', since, until: new Date(untilMs).toISOString(), running };
}
const TOMORROW = Date.now() + 24 * 3600_000;

describe('a foreman that is terminated', () => {
  test('is followed, at the next submit, by one that knows what runs and what waits', async () => {
    const first = await world.run('be-1');
    await world.queue('be-2');
    await world.queue('be-3');
    await world.foreman().terminate('a test');
    expect(await view()).toMatchObject({
      ended: true,
      running: [{ id: first.id }],
      queue: [{ what: 'restart be-2' }, { what: 'restart be-3' }],
    });
    await expect(submit(world.link, world.ask('be-4'))).rejects.toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(first.id),
    });
    expect((await view())?.ended).toBeUndefined();
    expect(await waiting()).toEqual(['restart be-2', 'restart be-3']);
    world.letGo('be-1', 'be-2', 'be-3');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2', 'be-3'));
  });

  test('lets nothing begin until it is woken, and says so; who waits for his turn wakes it', async () => {
    const first = await world.run('be-1');
    const second = await world.queue('be-2');
    const third = await world.queue('be-3');
    await world.foreman().terminate('a test');
    world.letGo('be-1', 'be-2', 'be-3');
    await world.operation(first).result();
    expect(await view()).toMatchObject({ ended: true, running: [], queue: [{ id: second.id }, { id: third.id }] });
    expect(await isKnown(second)).toBe(false);
    await wakeQueue(world.link, world.cluster.name, 'test@here');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2', 'be-3'));
    await expect(wakeQueue(world.link, world.cluster.name, 'test@here')).rejects.toMatchObject({
      code: 'VERB_REFUSED',
    });

    world.hold('be-4');
    const fourth = await world.run('be-4');
    const fifth = await world.queue('be-5');
    await world.foreman().terminate('a test');
    world.letGo('be-4', 'be-5');
    await world.operation(fourth).result();
    expect(
      await waitTurn(world.link, fifth, new AbortController().signal).catch((error: unknown) => error),
    ).toMatchObject({
      workflowId: world.operation(fifth).workflowId,
    });
    await world.untilIdle();
  });

  test('and terminated again before it has read what was left loses nothing', async () => {
    await world.run('be-1');
    await world.queue('be-2');
    await suspendCluster(world.link, world.cluster.name, suspension(TOMORROW));
    await world.foreman().terminate('a test');
    await world.scripted.loseWorker();
    for (let time = 0; time < 2; time++) {
      await wakeForeman(world.link, world.cluster.name);
      await world.foreman().terminate('a test');
    }
    await world.scripted.findWorker();
    await wakeForeman(world.link, world.cluster.name);
    expect(await until('it is known', async () => ((await view())?.ended ? undefined : await view()))).toMatchObject({
      running: [{ what: 'restart be-1' }],
      queue: [{ what: 'restart be-2' }],
      suspension: { reason: 'quarter close' },
    });
    await unsuspendCluster(world.link, world.cluster.name, by);
    world.letGo('be-1', 'be-2');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2'));
  });

  test('has what waits taken out of its queue all the same', async () => {
    await world.run('be-1');
    const second = await world.queue('be-2');
    await world.queue('be-3');
    await world.foreman().terminate('a test');
    await leaveQueue(world.link, world.cluster.name, { id: second.id, ...by });
    world.letGo('be-1', 'be-3');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-3'));
  });
});

test('a cancel of the foreman changes nothing', async () => {
  await world.run('be-1');
  await world.queue('be-2');
  await world.foreman().cancel();
  await suspendCluster(world.link, world.cluster.name, suspension(TOMORROW));
  const third = await world.queue('be-3');
  await leaveQueue(world.link, world.cluster.name, { id: third.id, ...by });
  await unsuspendCluster(world.link, world.cluster.name, by);
  await world.queue('be-4');
  world.letGo('be-1', 'be-2', 'be-4');
  await world.untilIdle();
  expect(world.log).toEqual(inTurn('be-1', 'be-2', 'be-4'));
});

describe('an operation', () => {
  test('that is terminated frees the cluster for what waits', async () => {
    const first = await world.run('be-1');
    await world.queue('be-2');
    await world.operation(first).terminate('a test');
    world.letGo('be-2');
    await world.untilIdle();
    expect(world.log).toEqual(['begin be-1', ...inTurn('be-2')]);
  });

  test('that is reset while it runs holds the cluster until its last run has ended', async () => {
    const first = await world.run('be-1');
    await world.queue('be-2');
    await world.resetOperation(first);
    await world.untilLog('begin be-1', 2);
    await expect(submit(world.link, world.ask('be-3'))).rejects.toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(first.id),
    });
    world.letGo('be-1', 'be-2');
    await world.untilIdle();
    expect(world.log).toEqual(['begin be-1', ...inTurn('be-1', 'be-2')]);
  });

  test('that is reset after it has ended is seen before something begins that has waited', async () => {
    const first = await world.run('be-1', ADD);
    const second = await world.run('be-2', ADD);
    const third = await world.queue('be-3');
    world.letGo('be-1');
    await world.operation(first).result();
    await until('it is known to have ended', async () => (await view())?.running.length === 1);
    world.hold('be-1');
    await world.resetOperation(first);
    await world.untilLog('begin be-1', 2);
    world.letGo('be-2', 'be-3');
    await world.operation(second).result();
    await until('it is in the way', async () => {
      const [entry] = (await view())?.queue ?? [];
      return entry?.behind.some(({ id }) => id === first.id);
    });
    expect(await isKnown(third)).toBe(false);
    world.letGo('be-1');
    await world.untilIdle();
    expect(world.log.slice(-3)).toEqual(['end be-1', 'begin be-3', 'end be-3']);
  });

  test('that is reset when there is no foreman any more is seen by the next one', async () => {
    const first = await world.run('be-1');
    world.letGo('be-1');
    await world.untilIdle();
    world.hold('be-1');
    await world.resetOperation(first);
    await world.untilLog('begin be-1', 2);
    await expect(submit(world.link, world.ask('be-2'))).rejects.toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(first.id),
    });
    await world.queue('be-3');
    world.letGo('be-1', 'be-3');
    await world.untilIdle();
    expect(world.log.slice(-3)).toEqual(['end be-1', 'begin be-3', 'end be-3']);
  });
});

describe('a submit that comes again', () => {
  test('after the foreman has ended and begun again is told what became of it, whatever runs now', async () => {
    const request = world.ask('be-1');
    world.letGo('be-1');
    const { runId } = await submit(world.link, request);
    await world.untilIdle();
    expect(await submit(world.link, request)).toMatchObject({ runId });
    await world.untilIdle();
    await world.run('be-2');
    expect(await submit(world.link, request)).toMatchObject({ runId });
    // Also when it comes too late to begin: it has begun.
    const late = { ...request, notAfter: new Date(0).toISOString() };
    expect(await submitOrQueue(world.link, late, 'queue')).toMatchObject({ kind: 'running', runId });
    await expect(submit(world.link, world.ask('be-3', { notAfter: late.notAfter }))).rejects.toMatchObject({
      code: 'SUBMIT_LATE',
    });
    world.letGo('be-2');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2'));
  });
});

describe('with no worker', () => {
  test('a submit is refused; one that got past that and was given up is refused by the worker that comes later', async () => {
    await world.scripted.loseWorker();
    const soon = { notAfter: new Date(Date.now() + 1_000).toISOString() };
    const refused = world.ask('be-1', soon);
    // Whether it is known to have none, or to have been asked in vain: both are true.
    await expect(submit(world.link, refused)).rejects.toMatchObject({
      code: expect.stringMatching(/^(NO_WORKER|TEMPORAL_DOWN)$/),
    });
    const late = world.ask('be-2', soon);
    await expect(admit(world.link, late, 'refuse')).rejects.toBeInstanceOf(Error);
    await world.scripted.findWorker();
    await world.untilIdle();
    expect([await isKnown(refused), await isKnown(late)]).toEqual([false, false]);
    await expect(submit(world.link, late)).rejects.toMatchObject({ code: 'SUBMIT_LATE' });
    await world.untilIdle();
    expect(world.log).toEqual([]);
  });

  test('what runs and what waits goes on with the next one', async () => {
    await world.run('be-1');
    await world.queue('be-2');
    await world.scripted.loseWorker();
    expect(await waiting()).toEqual(['restart be-2']);
    world.letGo('be-1', 'be-2');
    await world.scripted.findWorker();
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2'));
  });
});

describe('a foreman that goes on in a new run', () => {
  /** After so many updates; the first one is this. */
  async function runWithTurnover(node: string, turnover: number): Promise<OperationRequest> {
    const request = world.ask(node);
    const { client, taskQueue } = world.link;
    await client.workflow.executeUpdateWithStart<(start: ForemanStart) => Promise<void>, Admission, [Submission]>(
      'submit',
      {
        args: [{ request, ifBusy: 'refuse' }],
        startWorkflowOperation: new WithStartWorkflowOperation(FOREMAN_TYPE, {
          workflowId: foremanWorkflowId(world.cluster.name),
          taskQueue,
          args: [{ cluster: world.cluster.name, turnover }],
          workflowIdConflictPolicy: 'FAIL',
        }),
      },
    );
    await world.untilLog(`begin ${node}`);
    return request;
  }

  const runsOf = async () => {
    const statuses: string[] = [];
    const query = `WorkflowId = '${foremanWorkflowId(world.cluster.name)}'`;
    for await (const { status } of world.link.client.workflow.list({ query })) statuses.push(status.name);
    return statuses;
  };

  test('in the middle of a queue keeps its order and what runs', async () => {
    const nodes = ['be-1', 'be-2', 'be-3', 'be-4', 'be-5', 'be-6'];
    await runWithTurnover('be-1', 2);
    for (const node of nodes.slice(1)) await world.queue(node);
    await expect(submit(world.link, world.ask('be-7'))).rejects.toMatchObject({ code: 'CLUSTER_BUSY' });
    world.letGo(...nodes);
    await world.untilIdle();
    expect(world.log).toEqual(inTurn(...nodes));
    expect((await runsOf()).filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(2);
  });

  test('loses none of many submits at once, and takes none twice', async () => {
    await runWithTurnover('be-0', 3);
    const nodes = Array.from({ length: 24 }, (_, place) => `be-${place + 1}`);
    // Nobody is told nothing for ever: who got no answer asks again.
    const answers = await Promise.all(nodes.map((node) => askUntilAnswered(world.link, world.ask(node), 'queue')));
    expect(answers.map(({ kind }) => kind)).toEqual(nodes.map(() => 'queued'));
    const order = (await view())?.queue.map(({ what }) => what.replace('restart ', '')) ?? [];
    expect([...order].sort()).toEqual([...nodes].sort());
    world.letGo('be-0', ...nodes);
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-0', ...order));
    expect((await runsOf()).filter((status) => status === 'CONTINUED_AS_NEW').length).toBeGreaterThanOrEqual(2);
  });

  test('is as well followed when it is terminated after that', async () => {
    await runWithTurnover('be-1', 2);
    await world.queue('be-2');
    await world.queue('be-3');
    await until('it goes on', async () => (await runsOf()).includes('CONTINUED_AS_NEW'));
    await world.foreman().terminate('a test');
    await wakeQueue(world.link, world.cluster.name, 'test@here');
    world.letGo('be-1', 'be-2', 'be-3');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-2', 'be-3'));
  });
});

describe('a suspension', () => {
  const suspend = async (untilMs: number, running?: Suspension['running']) =>
    await suspendCluster(world.link, world.cluster.name, suspension(untilMs, running));

  test('refuses, lets wait, and lets begin when it is taken back', async () => {
    await world.run('be-1');
    await suspend(TOMORROW);
    await expect(submit(world.link, world.ask('be-2', ADD))).rejects.toMatchObject({
      code: 'CLUSTER_SUSPENDED',
      message: expect.stringContaining('quarter close'),
    });
    await world.queue('be-3');
    world.letGo('be-1', 'be-3');
    await world.untilLog('end be-1');
    await until('the end is known', async () => (await view())?.running.length === 0);
    expect(await waiting()).toEqual(['restart be-3']);
    await unsuspendCluster(world.link, world.cluster.name, by);
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1', 'be-3'));
  });

  test('opens by itself', async () => {
    await suspend(TOMORROW);
    await world.queue('be-1');
    world.letGo('be-1');
    // What waits does so before the end is near.
    await suspend(Date.now() + 2_000);
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1'));
  });

  test('pauses what runs and lets it go on, also when its foreman is terminated meanwhile', async () => {
    const first = await world.run('be-1');
    await suspend(TOMORROW, 'pause');
    await until('it is paused', async () => (await stateOf(first)) === 'paused');
    await world.foreman().terminate('a test');
    await expect(submit(world.link, world.ask('be-2'))).rejects.toMatchObject({ code: 'CLUSTER_SUSPENDED' });
    expect(await view()).toMatchObject({ suspension: { reason: 'quarter close', running: 'pause' } });
    world.letGo('be-1');
    await unsuspendCluster(world.link, world.cluster.name, by);
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1'));
    expect((await world.operation(first).result()) as OperationProgress).toMatchObject({
      state: 'done',
      verbs: [{ verb: 'pause' }, { verb: 'resume' }],
    });
  });

  test('leaves to a person what a person has paused, before it or since', async () => {
    const pausedBefore = await world.run('be-1', ADD);
    const pausedSince = await world.run('be-2', ADD);
    await give(world.operation(pausedBefore), 'pause');
    await suspend(TOMORROW, 'pause');
    await until('it is paused', async () => (await stateOf(pausedSince)) === 'paused');
    await give(world.operation(pausedSince), 'resume');
    await give(world.operation(pausedSince), 'pause');
    await unsuspendCluster(world.link, world.cluster.name, by);
    for (const request of [pausedBefore, pausedSince]) {
      await until('the word has come', async () => await hasHeard(request, 'opened'));
      expect(await stateOf(request)).toBe('paused');
      await give(world.operation(request), 'resume');
    }
    world.letGo('be-1', 'be-2');
    await world.untilIdle();
    expect((await world.operation(pausedBefore).result()) as OperationProgress).toMatchObject({
      state: 'done',
      verbs: [{ verb: 'pause' }, { verb: 'resume' }],
    });
  });

  test('that ends while there is no foreman lets what it paused go on when there is one', async () => {
    const first = await world.run('be-1');
    await suspend(TOMORROW, 'pause');
    await until('it is paused', async () => (await stateOf(first)) === 'paused');
    // Time enough for the foreman to be gone before it.
    const end = Date.now() + 12_000;
    await suspend(end, 'pause');
    await world.foreman().terminate('a test');
    await until('it is over', () => Date.now() > end);
    world.letGo('be-1');
    await wakeQueue(world.link, world.cluster.name, 'test@here');
    await world.untilIdle();
    expect(world.log).toEqual(inTurn('be-1'));
  });
});
