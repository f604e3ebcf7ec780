import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { notYet } from '../../activities/context.ts';
import type { Cause } from '../../model/diagnosis.ts';
import { MusterError } from '../../model/error.ts';
import type { HookSpec } from '../../model/node-base.ts';
import { NOTICE_EVENTS, type NoticeEvent } from '../../model/notices/events.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { LongProgress } from '../../model/progress.ts';
import type { LongResult } from '../../model/step.ts';
import { createCoreWorld } from '../fixtures/core-world.ts';
import { HookServer } from '../fixtures/hook-server.ts';
import { give, makeCluster, makeGate, type ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { findClosedPort } from '../fixtures/tcp-server.ts';
import { until } from '../fixtures/until.ts';
import { findSecrets, readHistoryText } from '../system/find-secrets.ts';

const TOKEN = 'T0KEN-of-the-hook-5521';
const HOOK = 'MUSTER_TEST_NOTICE_HOOK';
const OTHER = 'MUSTER_TEST_OTHER_HOOK';
const EVERYTHING = Object.keys(NOTICE_EVENTS) as NoticeEvent[];

let world: ScriptedWorld;
let hook: HookServer;

beforeAll(async () => {
  world = await createCoreWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  world.reset();
  hook = await HookServer.start();
  process.env[HOOK] = hook.url(`/${TOKEN}`);
});
afterEach(async () => {
  await hook.stop();
  delete process.env[HOOK];
  delete process.env[OTHER];
});

function hooked(on: readonly NoticeEvent[] = EVERYTHING, more: readonly HookSpec[] = []) {
  const notify: readonly HookSpec[] = [{ url: { from: 'env', name: HOOK }, on }, ...more];
  return { verb: 'remove', role: 'be', nodes: ['be-3'], cluster: { ...makeCluster(), notify } } as const;
}

type Handle = Awaited<ReturnType<ScriptedWorld['start']>>;

/** Each as often as it came, in the order of the operation. */
async function untilTold(handle: Handle, events: readonly NoticeEvent[]): Promise<void> {
  const operation = handle.workflowId.replace('scripted/', '');
  await until(`told of ${events.join(', ')}`, () => hook.eventsOf(operation).length >= events.length);
  expect(hook.eventsOf(operation)).toEqual(events);
}

const resultOf = async (handle: Handle) => (await handle.result()) as OperationProgress;

async function childrenOf(handle: Handle): Promise<readonly string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(
    ({ startChildWorkflowExecutionInitiatedEventAttributes: child }) => child?.workflowId ?? [],
  );
}

function fails(): never {
  throw new MusterError('SQL_PRIVILEGE', 'the user may not drop it', { hint: 'GRANT …' });
}

function knows(cause?: Cause): LongProgress {
  const stall = { cause: cause ?? 'unknown', message: 'why', lasting: 'permanent', next: ['muster add be-4'] } as const;
  return {
    nodes: { 'be-3': { startedAt: 0, total: 10, progressAt: 0, samples: [{ at: 0, left: 3 }] } },
    ...(cause !== undefined && { stall: { ...stall, since: '2026-01-01T00:00:00.000Z' } }),
  };
}

test('a hook is told once of the beginning and once of the end, each with a key of its own', async () => {
  const handle = await world.start(hooked());
  expect((await resultOf(handle)).state).toBe('done');
  await untilTold(handle, ['started', 'done']);
  const [started, done] = hook.taken;
  expect(hook.received).toHaveLength(2);
  expect(started?.key).not.toBe(done?.key);
  expect(done).toMatchObject({
    method: 'POST',
    path: `/${TOKEN}`,
    notice: { cluster: 'scripted', what: 'remove be-3', by: 'test@here', state: 'done', number: 2 },
  });
});

test('it is told of what it asked for and nothing else', async () => {
  const handle = await world.start(hooked(['done']));
  await resultOf(handle);
  await untilTold(handle, ['done']);
  expect(await childrenOf(handle)).toHaveLength(1);
});

test('each time that the operation needs a person is told, with what failed and which commands fit', async () => {
  world.script('drop.perform', fails);
  const handle = await world.start(hooked(['needs-attention', 'undone', 'abandoned', 'done']));
  await untilState(handle, 'needs attention');
  await untilTold(handle, ['needs-attention']);
  await give(handle, 'retry');
  await untilTold(handle, ['needs-attention', 'needs-attention']);
  await give(handle, 'abandon', { choice: 'leave' });
  await resultOf(handle);
  await untilTold(handle, ['needs-attention', 'needs-attention', 'abandoned']);
  const [, second, last] = hook.taken;
  expect(second?.notice).toMatchObject({
    state: 'needs attention',
    why: 'the user may not drop it',
    code: 'SQL_PRIVILEGE',
    step: { id: 'drop' },
    next: expect.arrayContaining(['GRANT …', expect.stringMatching(/^muster ops retry /)]),
  });
  expect(last?.notice.why).toContain('by test@here: a test');
});

test('a standstill is told once for its cause, then that it moves', async () => {
  const looks: readonly (Cause | undefined)[] = ['few-hosts', 'few-hosts', 'settling', 'no-space', undefined];
  let look = 0;
  world.script('drained', (): LongResult => {
    const cause = looks[look];
    look += 1;
    if (look > looks.length) return { kind: 'reached', note: 'empty' };
    return { kind: 'meanwhile', note: 'a look', progress: knows(cause) };
  });
  const handle = await world.start(hooked(['stalled', 'moving', 'done']));
  await resultOf(handle);
  await untilTold(handle, ['stalled', 'stalled', 'moving', 'done']);
  expect(hook.taken[0]?.notice).toMatchObject({
    stall: { cause: 'few-hosts' },
    left: { 'be-3': { left: 3, total: 10 } },
    next: expect.arrayContaining(['muster add be-4']),
  });
});

test('an undo is told with who gave it, and a refusal with what refused', async () => {
  world.script('drained', () => {
    throw notYet('3 left', 50);
  });
  const handle = await world.start(hooked(['undone', 'refused']));
  await until('it drains', () => world.calls.includes('drained'));
  await give(handle, 'undo');
  await resultOf(handle);
  await untilTold(handle, ['undone']);
  expect(hook.taken[0]?.notice.why).toBe('undo by test@here: a test');

  world.script('survey', () => [{ gate: 'quorum', severity: 'refusal', subject: 'prod', message: 'nobody leads' }]);
  const refused = await world.start(hooked(['undone', 'refused']));
  expect((await resultOf(refused)).state).toBe('refused');
  await untilTold(refused, ['refused']);
});

test('nobody is called for what fails while it is stopped for an undo', async () => {
  const gate = makeGate();
  world.script('decommission.perform', async () => {
    await gate.opened;
    return fails();
  });
  const handle = await world.start(hooked(['needs-attention', 'undone']));
  await until('it decommissions', () => world.calls.includes('decommission.perform'));
  await give(handle, 'undo');
  gate.open();
  expect((await resultOf(handle)).state).toBe('undone');
  expect(await childrenOf(handle)).toHaveLength(1);
  await untilTold(handle, ['undone']);
});

test('one that a worker took too late is told as failed', async () => {
  const handle = await world.start({ ...hooked(), notAfter: '2020-01-01T00:00:00.000Z' });
  expect((await resultOf(handle)).state).toBe('failed');
  await untilTold(handle, ['failed']);
});

test('a plan is told of nowhere, and without hooks there is not one event more', async () => {
  const plan = await world.start({ ...hooked(), mode: 'plan' });
  await resultOf(plan);
  expect(await childrenOf(plan)).toEqual([]);
  const { notify: _, ...silent } = hooked().cluster;
  const handle = await world.start({ ...hooked(), cluster: silent });
  await resultOf(handle);
  expect(await childrenOf(handle)).toEqual([]);
  expect(hook.received).toEqual([]);
});

test('a hook that answers 500, then refuses connections, is told when it is back, with the same key', async () => {
  hook.answer(() => 500);
  const handle = await world.start(hooked(['done']));
  expect((await resultOf(handle)).state).toBe('done');
  await until('it was tried twice', () => hook.received.length >= 2);
  await hook.stop();
  const [child = ''] = await childrenOf(handle);
  const noticed = world.client.workflow.getHandle(child);
  await until('nobody listened', async () => {
    const { raw } = await noticed.describe();
    return raw.pendingActivities?.some(({ lastFailure }) => lastFailure?.message?.includes('ECONNREFUSED'));
  });
  hook.answer(() => 200);
  await hook.listen();
  await noticed.result();
  await untilTold(handle, ['done']);
  expect(new Set(hook.received.map(({ key }) => key)).size).toBe(1);
  expect(hook.taken).toHaveLength(1);
});

test('a redirect is not followed', async () => {
  const elsewhere = await HookServer.start();
  hook.answer(() => ({ status: 302, location: elsewhere.url() }));
  const handle = await world.start(hooked(['done']));
  await resultOf(handle);
  await until('it was tried again', () => hook.received.length >= 2);
  expect(elsewhere.received).toEqual([]);
  hook.answer(() => 200);
  await untilTold(handle, ['done']);
  await elsewhere.stop();
});

test('a dead hook holds neither the operation nor another hook, and its address is in no history', async () => {
  process.env[OTHER] = `http://127.0.0.1:${await findClosedPort()}/${TOKEN}`;
  const handle = await world.start(hooked(EVERYTHING, [{ url: { from: 'env', name: OTHER }, on: EVERYTHING }]));
  expect((await resultOf(handle)).state).toBe('done');
  await untilTold(handle, ['started', 'done']);
  const notices = await childrenOf(handle);
  expect(notices).toHaveLength(2);
  const texts = [await readHistoryText(handle)];
  for (const id of notices) {
    const noticed = world.client.workflow.getHandle(id);
    await until('it was tried', async () => {
      const { raw, status } = await noticed.describe();
      return status.name === 'RUNNING' && raw.pendingActivities?.some(({ lastFailure }) => lastFailure);
    });
    texts.push(await readHistoryText(noticed));
    await noticed.terminate('the test is over');
  }
  expect(texts.join('\n')).toContain(OTHER);
  const secrets = { token: TOKEN, url: process.env[HOOK] ?? '', other: process.env[OTHER] ?? '', host: '127.0.0.1' };
  expect(findSecrets(texts.join('\n'), secrets)).toEqual([]);
});

test('a reference that leads nowhere is looked up again, by another worker too', async () => {
  const address = process.env[HOOK] ?? '';
  delete process.env[HOOK];
  const handle = await world.start(hooked(['done']));
  expect((await resultOf(handle)).state).toBe('done');
  await until('it was looked up', () => world.calls.includes('send'));
  await world.replaceWorker();
  process.env[HOOK] = address;
  await untilTold(handle, ['done']);
});

test('a notice that cannot be handed over does not keep the operation from its end', async () => {
  const id = crypto.randomUUID();
  const squatter = await world.client.workflow.start('notice', {
    workflowId: `notice/scripted/${id}/1-started`,
    taskQueue: 'nobody-looks-here',
    args: [],
  });
  const handle = await world.start({ ...hooked(), id });
  expect((await resultOf(handle)).state).toBe('done');
  await untilTold(handle, ['done']);
  await squatter.terminate('the test is over');
});
