import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { exitCodeOfOperation } from '../../client/exit-codes.ts';
import { DEFAULT_NAMESPACE, type OperationProgress, type OperationRequest } from '../../model/operation.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { callBefore } from '../faults/call-before.ts';
import { type ActivityFault, injectFault } from '../faults/inject-fault.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { OwnTemporal } from '../fixtures/own-temporal.ts';
import { listHolders, readLeases } from '../fixtures/read-leases.ts';
import { give, makeGate, untilState } from '../fixtures/scripted-world.ts';
import { connectSecond } from '../fixtures/second-installation.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';

let first: OperationRunner;
let second: OperationRunner;
let sandbox: TestSandbox;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  first = await OperationRunner.connect();
  second = await connectSecond();
});
afterAll(async () => {
  await second.close();
  await first.close();
});
beforeEach(async () => {
  sandbox = await TestSandbox.start({ hosts: 3 });
});
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
  await sandbox.stop();
});

/** Stands still before the activity until it is let go. */
async function workHeldBefore(runner: OperationRunner, activity: string): Promise<() => void> {
  const { open, opened } = makeGate();
  endings.push(await startTestWorker(runner, { faults: [callBefore(activity, () => opened)] }));
  // Whatever becomes of the test, the worker can end.
  endings.unshift(async () => open());
  return open;
}

async function work(runner: OperationRunner, ...faults: readonly ActivityFault[]): Promise<void> {
  endings.push(await startTestWorker(runner, { faults: faults.map((fault) => injectFault(fault).interceptor) }));
}

const stepOf = ({ steps }: OperationProgress, id: string) => steps.find((step) => step.id === id);

test('the operation of a second installation is refused while the first one holds the cluster, and names it', async () => {
  const letGo = await workHeldBefore(first, 'starrocks.frontends.register.perform');
  await work(second);
  const handle = await first.start(sandbox.cluster, { by: 'ann@first', nodes: ['fe-2'] });
  await untilStep(handle, 'fe-2/register', 'running');
  const [holder] = Object.values(readLeases(sandbox));
  expect(holder?.operations).toMatchObject([{ what: 'add fe-2', by: 'ann@first' }]);
  const id = holder?.operations[0]?.operation ?? '';

  const refused = await second.run(sandbox.cluster, { nodes: ['fe-3'] });
  expect(refused).toMatchObject({ state: 'refused', failure: { code: 'CLUSTER_LEASED', kind: 'refused' } });
  expect(refused.failure?.message).toContain(`operation ${id} (add fe-2, by ann@first) since `);
  expect(refused.failure?.message).toMatch(/\/fe\/\.muster-lease\.json on fe-1$/);
  expect(exitCodeOfOperation(refused)).toBe(4);
  // A plan says the same, and leaves nothing either.
  const planned = await second.run(sandbox.cluster, { nodes: ['fe-3'], mode: 'plan' });
  expect(stepOf(planned, 'lease')).toMatchObject({ state: 'failed', failure: { code: 'CLUSTER_LEASED' } });
  expect(planned.state).toBe('refused');
  expect(listHolders(sandbox)).toEqual([`fe-1: ${id}`]);

  letGo();
  expect(await first.finish(handle)).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toEqual([]);
  expect(await second.run(sandbox.cluster, { nodes: ['fe-3'] })).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toEqual([]);
});

test('of two installations that begin at once exactly one gets the cluster', async () => {
  await work(first);
  await work(second);
  const ended = await Promise.all([first, second].map((runner) => runner.run(sandbox.cluster, { nodes: ['fe-2'] })));
  const states = ended.map(({ state }) => state);
  expect([...states].sort()).toEqual(['done', 'refused']);
  // Whoever came so late that the other one had ended was refused because the node is a member.
  expect(['CLUSTER_LEASED', 'CHECK_REFUSED']).toContain(ended.find(({ state }) => state === 'refused')?.failure?.code);
  expect(listHolders(sandbox)).toEqual([]);
});

test('of two that take it at the very same moment one gets it, and the other one says which, and leaves it there', async () => {
  const { open, opened } = makeGate();
  const { open: meet, opened: met } = makeGate();
  let waiting = 0;
  const arrive = async () => {
    waiting += 1;
    if (waiting === 2) meet();
    await met;
  };
  for (const runner of [first, second]) {
    const faults = [
      callBefore('muster.lease.take.perform', arrive),
      callBefore('starrocks.frontends.place.perform', () => opened),
    ];
    endings.push(await startTestWorker(runner, { faults }));
  }
  // Whatever becomes of the test, the workers can end.
  endings.unshift(async () => {
    meet();
    open();
  });
  const asked = [
    { runner: first, id: crypto.randomUUID(), by: 'ann@first', nodes: ['fe-2'] },
    { runner: second, id: crypto.randomUUID(), by: 'bob@second', nodes: ['fe-3'] },
  ];
  const begun = await Promise.all(
    asked.map(async ({ runner, ...request }) => ({
      runner,
      ...request,
      handle: await runner.start(sandbox.cluster, request),
    })),
  );
  const loser = await Promise.race(begun.map(async (one) => ({ ...one, ended: await one.runner.finish(one.handle) })));
  const winner = begun.find(({ id }) => id !== loser.id);
  expect(loser.ended).toMatchObject({
    state: 'refused',
    failure: { code: 'CLUSTER_LEASED', hint: expect.stringContaining(`muster ops show ${winner?.id} `) },
  });
  expect(loser.ended.failure?.message).toContain(
    `operation ${winner?.id} (add ${winner?.nodes[0]}, by ${winner?.by}) since`,
  );
  expect(listHolders(sandbox)).toEqual([`fe-1: ${winner?.id}`]);
  open();
  expect(winner && (await winner.runner.finish(winner.handle))).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toEqual([]);
});

test('what one has left whose worker was killed and that was terminated is named to others, and cleared up by its own', async () => {
  const worker = new SupervisedWorker(first);
  endings.push(() => worker.stop());
  await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
  const id = crypto.randomUUID();
  const handle = await first.start(sandbox.cluster, { id, by: 'ann@first', nodes: ['fe-2'] });
  await untilStep(handle, 'fe-2/serving', 'running', 120_000);
  await worker.stop('SIGKILL');
  await handle.terminate('a test');
  await sandbox.control('cure', { name: 'never-greet', node: 'fe-2' });
  expect(listHolders(sandbox)).toEqual([`fe-1: ${id}`]);

  // Another installation cannot know that it has ended: it names it, and what a person can do.
  await work(second);
  const refused = await second.run(sandbox.cluster, { nodes: ['fe-3'] });
  expect(refused).toMatchObject({ state: 'refused', failure: { code: 'CLUSTER_LEASED' } });
  expect(refused.failure?.message).toContain(`operation ${id} (add fe-2, by ann@first) since `);
  expect(refused.failure?.hint).toMatch(new RegExp(`^muster ops show ${id} [\\s\\S]*--take-over --reason`));
  expect(listHolders(sandbox)).toEqual([`fe-1: ${id}`]);

  // Its own asks its Temporal, and says what it has found.
  await work(first);
  const done = await first.run(sandbox.cluster, { nodes: ['fe-3'] });
  expect(done).toMatchObject({ state: 'done' });
  expect(stepOf(done, 'lease')?.evidence?.[0]?.action).toMatchObject({
    diff: [
      expect.stringMatching(new RegExp(`^- operation ${id} \\(add fe-2, by ann@first\\) since .*, which has ended`)),
      expect.stringContaining('+ add fe-3'),
    ],
  });
  expect(listHolders(sandbox)).toEqual([]);
});

test('with the first one’s worker and server gone for good the second takes over, and says what', {
  timeout: 240_000,
}, async () => {
  const temporal = await OwnTemporal.start(inject('temporalPath'));
  endings.push(() => temporal.stop());
  const gone = await OperationRunner.connect(temporal.address, DEFAULT_NAMESPACE);
  const worker = new SupervisedWorker(gone);
  endings.unshift(async () => {
    await worker.stop();
    await gone.close();
  });
  await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
  const handle = await gone.start(sandbox.cluster, { by: 'ann@first', nodes: ['fe-2'] });
  await untilStep(handle, 'fe-2/serving', 'running', 120_000);
  await worker.stop('SIGKILL');
  await temporal.kill();
  await sandbox.control('cure', { name: 'never-greet', node: 'fe-2' });

  await work(second);
  const refused = await second.run(sandbox.cluster, { nodes: ['fe-3'] });
  expect(refused.failure).toMatchObject({ code: 'CLUSTER_LEASED', hint: expect.stringContaining('--take-over') });
  expect(refused.failure?.message).toContain(`(muster at ${temporal.address})`);

  const takeOver = 'the laptop of ann is gone';
  const done = await second.run(sandbox.cluster, { nodes: ['fe-3'], takeOver });
  expect(done).toMatchObject({ state: 'done', request: { takeOver } });
  const said = stepOf(done, 'lease')?.evidence?.map(({ answer }) => answer);
  expect(said?.[0]).toMatch(/^taken over from .* \(muster at .*\): operation \S+ \(add fe-2, by ann@first\) since /);
  expect(listHolders(sandbox)).toEqual([]);
});

test('an operation whose cluster was taken over stops before its next change, and takes nothing from the other one', async () => {
  const letFirstGo = await workHeldBefore(first, 'starrocks.frontends.register.perform');
  const letSecondGo = await workHeldBefore(second, 'starrocks.frontends.place.perform');
  const old = await first.start(sandbox.cluster, { nodes: ['fe-2'] });
  await untilStep(old, 'fe-2/register', 'running');
  const id = crypto.randomUUID();
  const later = await second.start(sandbox.cluster, { id, nodes: ['fe-3'], takeOver: 'agreed with ann' });
  await untilStep(later, 'fe-3/package', 'running');

  letFirstGo();
  const held = await untilState(old, 'needs attention');
  expect(held.attention).toMatchObject({ step: 'fe-2/register', failure: { code: 'LEASE_LOST' } });
  expect(held.attention?.failure.message).toContain('(agreed with ann)');
  await give(old, 'abandon');
  const left = await first.finish(old);
  expect(left.state).toBe('abandoned');
  expect(stepOf(left, 'release')).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toContain(`fe-1: ${id}`);

  letSecondGo();
  expect(await second.finish(later)).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toEqual([]);
});

const REFUSED = { activity: 'starrocks.frontends.place.plan', when: 'before', kind: 'refused' } as const;
const FAILS = { activity: 'starrocks.frontends.awaitServing', when: 'before', kind: 'refused' } as const;
const LOST = { activity: 'muster.lease.take.perform', when: 'after', kind: 'refused' } as const;

interface Way {
  readonly ends: string;
  readonly fault: ActivityFault;
  readonly request?: Partial<OperationRequest>;
  readonly verb?: 'abandon';
}

const WAYS: readonly Way[] = [
  { ends: 'undone', fault: FAILS, request: { onFailure: 'undo' } },
  { ends: 'abandoned', fault: FAILS, verb: 'abandon' },
  { ends: 'refused', fault: REFUSED },
  { ends: 'refused', fault: LOST },
];

test.each(WAYS)('an operation that is $ends by $fault.activity takes its lease away', async (way) => {
  await work(first, way.fault);
  const handle = await first.start(sandbox.cluster, { nodes: ['fe-2'], ...way.request });
  if (way.verb !== undefined) {
    await untilState(handle, 'needs attention');
    expect(listHolders(sandbox)).toHaveLength(1);
    await give(handle, way.verb);
  }
  const ended = (await handle.result()) as OperationProgress;
  expect(ended.state).toBe(way.ends);
  const taken = stepOf(ended, 'release')?.evidence?.filter(({ answer }) => answer === 'taken away');
  expect(taken).toHaveLength(1);
  expect(listHolders(sandbox)).toEqual([]);
});

test('a host that cannot be reached at the end holds nobody, and what lies there is cleared up by the next one', async () => {
  const letGo = await workHeldBefore(first, 'muster.lease.release');
  const handle = await first.start(sandbox.cluster, { nodes: ['fe-2'] });
  await untilStep(handle, 'release', 'running', 60_000);
  await sandbox.control('fault', { name: 'ssh-refuse', node: 'fe-1' });
  letGo();
  const done = await first.finish(handle);
  expect(done.state).toBe('done');
  expect(stepOf(done, 'release')?.evidence?.[0]?.action).toMatchObject({
    on: 'fe-1',
    because: expect.stringContaining('may lie there still'),
  });
  expect(listHolders(sandbox)).toHaveLength(1);
  await sandbox.control('cure', { name: 'ssh-refuse', node: 'fe-1' });

  expect(await first.run(sandbox.cluster, { nodes: ['fe-3'] })).toMatchObject({ state: 'done' });
  expect(listHolders(sandbox)).toEqual([]);
});
