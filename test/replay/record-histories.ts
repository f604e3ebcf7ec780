// Adds histories of operations as they run today: MUSTER_RECORD=1 npx vitest run --project server record-histories
// Stored ones are never written again: they are what an operation that began earlier looks like.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import type { ClusterSpec } from '../../model/cluster.ts';
import type { HookSpec } from '../../model/node-base.ts';
import { NOTICE_EVENTS, type NoticeEvent } from '../../model/notices/events.ts';
import { makeNotice } from '../../model/notices/make-notice.ts';
import { NOTICE_WORKFLOW, noticeKey, type NoticeRequest, noticeWorkflowId } from '../../model/notices/notice.ts';
import type { OperationRequest } from '../../model/operation.ts';
import {
  CATCH_UP_MS,
  FIRING_TYPE,
  type FiringInput,
  firingPrefix,
  type ScheduleFacts,
} from '../../model/schedule/schedule.ts';
import { CLONE_SLOTS } from '../../model/starrocks/knobs/knobs.ts';
import type { SandboxOptions } from '../../sandbox/engine.ts';
import { closedWindow } from '../fixtures/closed-window.ts';
import { HookServer } from '../fixtures/hook-server.ts';
import { fill } from '../fixtures/sandbox-data.ts';
import { makeRequest, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { ended } from '../model/notices/notice-examples.ts';

const runner = useRunner();

type Sandbox = TestSandbox<ClusterSpec>;
type Handle = WorkflowHandleWithFirstExecutionRunId;

interface Recording {
  readonly kind: string;
  /** Whose procedure it is, in the name of the file. @default 'fe' */
  readonly of?: 'be' | 'cn' | 'meta' | 'query';
  readonly ends: string;
  /** @default three hosts, a frontend on one */
  readonly sandbox?: Partial<SandboxOptions>;
  readonly request?: Partial<OperationRequest>;
  /** What goes wrong before it begins. */
  readonly fault?: Record<string, string>;
  /** Who is told of it. @default nobody */
  readonly notify?: readonly HookSpec[];
  readonly before?: (sandbox: Sandbox) => Promise<unknown>;
  /** What a person does meanwhile. */
  readonly meanwhile?: (handle: Handle, sandbox: Sandbox) => Promise<unknown>;
}

const say = (handle: Handle, verb: string, more: Readonly<Record<string, unknown>> = {}) =>
  handle.executeUpdate(verb, { args: [{ by: 'test@here', why: 'recorded', ...more }] });

const DRAINED = { hosts: 1, frontends: 1, backends: 4, speed: 20 } as const;
const DRAIN = { verb: 'remove', role: 'be', nodes: ['be-4'] } as const;
const METAS = { engine: 'databend', hosts: 0, frontends: 0, meta: 3, queries: 1, autoSync: 0, speed: 20 } as const;
const META = { of: 'meta', ends: 'done', sandbox: METAS } as const;
const JOINED = { hosts: 1, frontends: 1, backends: 1, backendHosts: 3, speed: 20 } as const;

/** Nobody hears there: what is sent is another workflow's. */
const HOOKS: readonly HookSpec[] = [
  { url: { from: 'env', name: 'MUSTER_RECORDED_HOOK' }, on: Object.keys(NOTICE_EVENTS) as NoticeEvent[] },
];

/** With the scheduler off until a standstill is told, which is longer than anything else here. */
async function untilItStands(handle: Handle): Promise<void> {
  await until(
    'a standstill is told',
    async () => {
      const { steps } = await progressOf(handle);
      return steps.some(({ progress }) => progress?.stall !== undefined);
    },
    200_000,
  );
}

/** Other windows first, none of them open either; then none is kept any more. */
async function openWindow(handle: Handle): Promise<void> {
  const { windows } = await until(
    'it waits for a window',
    async () => {
      const progress = await progressOf(handle);
      return progress.window !== undefined && progress;
    },
    200_000,
  );
  await say(handle, 'window', { windows: { ...windows, timezone: 'Etc/UTC' } });
  await say(handle, 'window', { now: true });
}

const RECORDINGS: readonly Recording[] = [
  { kind: 'add', ends: 'done', request: { nodes: ['fe-2', 'fe-3'] } },
  { kind: 'plan', ends: 'planned', request: { nodes: ['fe-2', 'fe-3'], mode: 'plan' } },
  {
    kind: 'undo',
    ends: 'undone',
    fault: { name: 'never-greet', node: 'fe-2' },
    meanwhile: async (handle) => {
      await untilStep(handle, 'fe-2/serving', 'running');
      await say(handle, 'undo');
    },
  },
  {
    kind: 'retry',
    ends: 'done',
    fault: { name: 'crash-on-start', node: 'fe-2', phase: 'after-handshake' },
    meanwhile: async (handle, sandbox) => {
      await untilState(handle, 'needs attention');
      await sandbox.control('cure', { name: 'crash-on-start', node: 'fe-2' });
      await say(handle, 'retry');
    },
  },
  {
    kind: 'refused',
    ends: 'refused',
    fault: { name: 'stale-meta', node: 'fe-2' },
  },
  {
    kind: 'add-observer',
    ends: 'done',
    sandbox: { frontends: 2, observers: 1 },
    request: { nodes: ['fe-3'] },
  },
  { kind: 'remove', ends: 'done', sandbox: { frontends: 3 }, request: { verb: 'remove', nodes: ['fe-3'] } },
  {
    kind: 'remove-leaders',
    ends: 'done',
    sandbox: { frontends: 3 },
    request: { verb: 'remove', nodes: ['fe-1', 'fe-2'] },
  },
  {
    kind: 'remove-lost',
    ends: 'done',
    sandbox: { frontends: 3 },
    request: { verb: 'remove', nodes: ['fe-3'], lost: true },
    before: (sandbox) => sandbox.control('kill', { node: 'fe-3' }),
  },
  {
    kind: 'restart',
    ends: 'done',
    sandbox: { frontends: 3 },
    request: { verb: 'restart', nodes: ['fe-1', 'fe-2', 'fe-3'] },
  },
  {
    kind: 'restart-outage',
    ends: 'done',
    sandbox: { frontends: 2 },
    request: { verb: 'restart', nodes: ['fe-2'], outage: 'recorded' },
  },
  {
    kind: 'deploy',
    ends: 'done',
    sandbox: { frontends: 0 },
    request: { verb: 'deploy', nodes: ['fe-1', 'fe-2', 'fe-3'] },
  },
  {
    kind: 'abandon',
    ends: 'abandoned',
    fault: { name: 'never-greet', node: 'fe-2' },
    meanwhile: async (handle) => {
      await untilStep(handle, 'fe-2/serving', 'running');
      await say(handle, 'abandon');
    },
  },
  { kind: 'drain', of: 'be', ends: 'done', sandbox: DRAINED, request: DRAIN, before: (sandbox) => fill(sandbox) },
  {
    kind: 'drain-stall',
    of: 'be',
    ends: 'done',
    sandbox: DRAINED,
    request: DRAIN,
    before: (sandbox) => fill(sandbox),
    meanwhile: async (handle, sandbox) => {
      await untilStep(handle, 'be-4/decommission', 'done');
      await sandbox.control('fault', { name: 'scheduler-off' });
      await untilStep(handle, 'drained', 'running');
      await say(handle, 'tune', { knob: CLONE_SLOTS, value: '16' });
      await untilItStands(handle);
      await say(handle, 'pause');
      await sandbox.control('cure', { name: 'scheduler-off' });
      await untilStep(handle, 'drained', 'done', 200_000);
      await say(handle, 'resume');
    },
  },
  {
    kind: 'drain-undo',
    of: 'be',
    ends: 'undone',
    sandbox: DRAINED,
    request: DRAIN,
    before: (sandbox) => fill(sandbox),
    meanwhile: async (handle) => {
      await untilStep(handle, 'drained', 'running');
      await say(handle, 'tune', { knob: CLONE_SLOTS, value: '16' });
      await say(handle, 'undo');
    },
  },
  {
    kind: 'drain-abandon',
    of: 'be',
    ends: 'abandoned',
    sandbox: DRAINED,
    request: DRAIN,
    before: (sandbox) => fill(sandbox),
    meanwhile: async (handle) => {
      await untilStep(handle, 'drained', 'running');
      await say(handle, 'abandon', { choice: 'leave' });
    },
  },
  { kind: 'backend-add', of: 'be', ends: 'done', sandbox: JOINED, request: { role: 'be', nodes: ['be-2', 'be-3'] } },
  {
    kind: 'backend-add-drained',
    of: 'be',
    ends: 'undone',
    sandbox: JOINED,
    request: { role: 'be', nodes: ['be-2', 'be-3'], limit: 1 },
    fault: { name: 'crash-on-start', node: 'be-3' },
    meanwhile: async (handle, sandbox) => {
      await untilState(handle, 'needs attention');
      await fill(sandbox, { tables: 1, tablets: 8, replicas: 1 });
      await say(handle, 'undo');
    },
  },
  {
    kind: 'backend-restart',
    of: 'be',
    ends: 'done',
    sandbox: { ...JOINED, backends: 3 },
    request: { verb: 'restart', role: 'be', nodes: ['be-1', 'be-2'] },
    before: (sandbox) => fill(sandbox),
  },
  {
    kind: 'compute-add',
    of: 'cn',
    ends: 'done',
    sandbox: { ...JOINED, computeNodeHosts: 1 },
    request: { role: 'cn', nodes: ['cn-1'] },
  },
  {
    kind: 'compute-remove',
    of: 'cn',
    ends: 'done',
    sandbox: { ...JOINED, computeNodes: 2 },
    request: { verb: 'remove', role: 'cn', nodes: ['cn-2'] },
  },
  {
    ...META,
    kind: 'meta-add',
    sandbox: { ...METAS, meta: 1 },
    request: { role: 'meta', nodes: ['meta-2'] },
  },
  {
    ...META,
    kind: 'meta-add-several',
    sandbox: { ...METAS, meta: 1 },
    request: { role: 'meta', nodes: ['meta-2', 'meta-3'] },
  },
  {
    ...META,
    kind: 'meta-add-undo',
    ends: 'undone',
    sandbox: { ...METAS, metaHosts: 4 },
    request: { role: 'meta', nodes: ['meta-4'] },
    meanwhile: async (handle) => {
      await untilStep(handle, 'meta-4/join-of-meta-1', 'done', 200_000);
      await say(handle, 'undo');
    },
  },
  {
    ...META,
    kind: 'meta-deploy',
    sandbox: { ...METAS, meta: 0, metaHosts: 3, queries: 0 },
    request: { verb: 'deploy', role: 'meta', nodes: ['meta-1', 'meta-2', 'meta-3'] },
  },
  { ...META, kind: 'meta-remove', request: { verb: 'remove', role: 'meta', nodes: ['meta-3'] } },
  { ...META, kind: 'meta-remove-leader', request: { verb: 'remove', role: 'meta', nodes: ['meta-1'] } },
  {
    ...META,
    kind: 'meta-remove-lost',
    request: { verb: 'remove', role: 'meta', nodes: ['meta-3'], lost: true },
    before: (sandbox) => sandbox.control('kill', { node: 'meta-3' }),
  },
  {
    ...META,
    kind: 'meta-replace',
    sandbox: { ...METAS, metaHosts: 4 },
    request: { verb: 'replace', role: 'meta', nodes: ['meta-1'], with: ['meta-4'] },
  },
  {
    ...META,
    kind: 'meta-restart',
    request: { verb: 'restart', role: 'meta', nodes: ['meta-1', 'meta-2', 'meta-3'] },
  },
  {
    kind: 'restart-windows',
    ends: 'done',
    sandbox: { frontends: 3 },
    request: { verb: 'restart', nodes: ['fe-2', 'fe-3'], windows: closedWindow() },
    meanwhile: openWindow,
  },
  {
    kind: 'backend-restart-windows',
    of: 'be',
    ends: 'done',
    sandbox: { ...JOINED, backends: 3 },
    request: { verb: 'restart', role: 'be', nodes: ['be-1', 'be-2'], windows: closedWindow() },
    before: (sandbox) => fill(sandbox),
    meanwhile: openWindow,
  },
  {
    kind: 'drain-windows',
    of: 'be',
    ends: 'done',
    sandbox: DRAINED,
    request: { ...DRAIN, windows: closedWindow({ gentleSlots: 2 }) },
    before: (sandbox) => fill(sandbox),
    meanwhile: openWindow,
  },
  {
    ...META,
    kind: 'meta-restart-windows',
    request: { verb: 'restart', role: 'meta', nodes: ['meta-1', 'meta-2'], windows: closedWindow() },
    meanwhile: openWindow,
  },
  // All that is new of an operation: the lease is taken and released around every one that changes something, hooks are told.
  {
    kind: 'notified',
    ends: 'done',
    fault: { name: 'crash-on-start', node: 'fe-2', phase: 'after-handshake' },
    notify: HOOKS,
    request: { nodes: ['fe-2'] },
    meanwhile: async (handle, sandbox) => {
      await untilState(handle, 'needs attention');
      await sandbox.control('cure', { name: 'crash-on-start', node: 'fe-2' });
      await say(handle, 'retry');
    },
  },
  {
    kind: 'notified-refused',
    ends: 'refused',
    fault: { name: 'stale-meta', node: 'fe-2' },
    notify: HOOKS,
    request: { nodes: ['fe-2'] },
  },
  {
    kind: 'drain-notified',
    of: 'be',
    ends: 'undone',
    sandbox: DRAINED,
    request: DRAIN,
    notify: HOOKS,
    before: (sandbox) => fill(sandbox),
    meanwhile: async (handle, sandbox) => {
      await untilStep(handle, 'be-4/decommission', 'done');
      await sandbox.control('fault', { name: 'scheduler-off' });
      await untilItStands(handle);
      await sandbox.control('cure', { name: 'scheduler-off' });
      await say(handle, 'undo');
    },
  },
  { kind: 'leased', ends: 'done', request: { nodes: ['fe-2'] } },
  {
    kind: 'leased-abandon',
    ends: 'abandoned',
    fault: { name: 'never-greet', node: 'fe-2' },
    meanwhile: async (handle) => {
      await untilStep(handle, 'fe-2/serving', 'running');
      await say(handle, 'abandon');
    },
  },
  { ...META, kind: 'meta-leased', request: { verb: 'restart', role: 'meta', nodes: ['meta-2'] } },
  { ...META, kind: 'meta-transfer', request: { verb: 'transfer-leader', role: 'meta', nodes: ['meta-3'] } },
  { ...META, of: 'query', kind: 'query-restart', request: { verb: 'restart', role: 'query', nodes: ['query-1'] } },
];

const nameOf = (of: string, kind: string) =>
  of === 'meta' || of === 'query' ? `databend-${kind}` : `starrocks-${of}-${kind}`;

test.concurrent.each(RECORDINGS)(
  'a history is recorded: $kind',
  async ({ kind, of = 'fe', ends, sandbox: options, request = {}, fault, notify, before, meanwhile }) => {
    const day = new Date().toISOString().slice(0, 10);
    const file = fileURLToPath(new URL(`histories/${nameOf(of, kind)}-${day}.json`, import.meta.url));
    expect(existsSync(file), `${file} is there already`).toBe(false);
    const sandbox = await TestSandbox.start<ClusterSpec>({ hosts: 3, ...options });
    try {
      if (fault !== undefined) await sandbox.control('fault', fault);
      await before?.(sandbox);
      const cluster = { ...sandbox.cluster, ...(notify !== undefined && { notify }) };
      const handle = await runner.start(cluster, request);
      await meanwhile?.(handle, sandbox);
      expect(await handle.result()).toMatchObject({ state: ends });
      writeFileSync(file, `${historyToJSON(await handle.fetchHistory())}\n`, { flag: 'wx' });
    } finally {
      await sandbox.stop();
    }
  },
  300_000,
);

test('a history is recorded: a firing of a schedule', async () => {
  const file = fileURLToPath(
    new URL(`histories/firing-${new Date().toISOString().slice(0, 10)}.json`, import.meta.url),
  );
  expect(existsSync(file), `${file} is there already`).toBe(false);
  const { id, by, notAfter, ...request } = makeRequest({ verb: 'restart', nodes: ['fe-2'] });
  const schedule: ScheduleFacts = {
    name: 'weekly',
    cluster: request.cluster.name,
    timing: { cron: '0 3 * * 0', zone: 'UTC' },
    command: ['restart', 'fe-2'],
    ifBusy: 'skip',
    catchUpMs: CATCH_UP_MS,
    by,
    createdAt: notAfter,
    source: { file: 'muster.yaml', readAt: notAfter, by },
  };
  const handle = await runner.client.workflow.start(FIRING_TYPE, {
    workflowId: `${firingPrefix(schedule.cluster, schedule.name)}by-${id}`,
    taskQueue: runner.taskQueue,
    args: [{ schedule, request } satisfies FiringInput],
  });
  expect(await handle.result()).toMatchObject({ kind: 'started' });
  writeFileSync(file, `${historyToJSON(await handle.fetchHistory())}\n`, { flag: 'wx' });
});

test('a history is recorded: a notice', async () => {
  const file = fileURLToPath(
    new URL(`histories/notice-${new Date().toISOString().slice(0, 10)}.json`, import.meta.url),
  );
  expect(existsSync(file), `${file} is there already`).toBe(false);
  const hook = await HookServer.start();
  process.env.MUSTER_RECORDED_HOOK = hook.url();
  // One try in vain, as it is with a hook that is down for a moment.
  hook.answer(() => (hook.received.length === 0 ? 503 : 204));
  try {
    const notice = makeNotice({ event: 'done' }, ended('done'), { number: 1, at: new Date().toISOString() });
    const handle = await runner.client.workflow.start(NOTICE_WORKFLOW, {
      workflowId: `${noticeWorkflowId(notice)}-${crypto.randomUUID()}`,
      taskQueue: runner.taskQueue,
      args: [{ notice, key: noticeKey(notice), hooks: HOOKS.map(({ url }) => url), pace: 10 } satisfies NoticeRequest],
    });
    await handle.result();
    expect(hook.taken).toHaveLength(1);
    writeFileSync(file, `${historyToJSON(await handle.fetchHistory())}\n`, { flag: 'wx' });
  } finally {
    delete process.env.MUSTER_RECORDED_HOOK;
    await hook.stop();
  }
});
