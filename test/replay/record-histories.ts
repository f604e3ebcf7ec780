// Adds histories of operations as they run today: MUSTER_RECORD=1 npx vitest run --project server record-histories
// Stored ones are never written again: they are what an operation that began earlier looks like.
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperationRequest } from '../../model/operation.ts';
import type { SandboxOptions } from '../../sandbox/engine.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { untilState } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';

let runner: OperationRunner;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  stopWorker = await startTestWorker(runner);
});
afterAll(async () => {
  await stopWorker();
  await runner.close();
});

type Handle = WorkflowHandleWithFirstExecutionRunId;

interface Recording {
  readonly kind: string;
  readonly ends: string;
  /** @default three hosts, a frontend on one */
  readonly sandbox?: Partial<SandboxOptions>;
  readonly request?: Partial<OperationRequest>;
  /** What goes wrong before it begins. */
  readonly fault?: Record<string, string>;
  readonly before?: (sandbox: TestSandbox) => Promise<unknown>;
  /** What a person does meanwhile. */
  readonly meanwhile?: (handle: Handle, sandbox: TestSandbox) => Promise<unknown>;
}

const say = (handle: Handle, verb: string) =>
  handle.executeUpdate(verb, { args: [{ by: 'test@here', why: 'recorded' }] });

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
];

test.each(RECORDINGS)(
  'a history is recorded: $kind',
  async ({ kind, ends, sandbox: options, request = {}, fault, before, meanwhile }) => {
    const day = new Date().toISOString().slice(0, 10);
    const file = fileURLToPath(new URL(`histories/starrocks-fe-${kind}-${day}.json`, import.meta.url));
    expect(existsSync(file), `${file} is there already`).toBe(false);
    const sandbox = await TestSandbox.start({ hosts: 3, ...options });
    try {
      if (fault !== undefined) await sandbox.control('fault', fault);
      await before?.(sandbox);
      const handle = await runner.start(sandbox.cluster, request);
      await meanwhile?.(handle, sandbox);
      expect(await handle.result()).toMatchObject({ state: ends });
      writeFileSync(file, `${historyToJSON(await handle.fetchHistory())}\n`, { flag: 'wx' });
    } finally {
      await sandbox.stop();
    }
  },
  300_000,
);
