import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CLOSED_STATES, DEFAULT_NAMESPACE, type OperationProgress } from '../../model/operation.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { OwnTemporal } from '../fixtures/own-temporal.ts';
import { progressOf } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { findSecrets, readHistoryText, readSecrets } from '../system/find-secrets.ts';
import { DRAIN } from './backend-procedures.ts';
import { readEndState } from './end-state.ts';
import { SupervisedWorker } from './worker-process.ts';

/** Another one is another ten moments: MUSTER_SEED=7. */
const SEED = Number(process.env['MUSTER_SEED'] ?? 20_261_121);

/** While it drains so slowly that it cannot end; then some on the way through its last steps. */
const KILLS = 10;
const LAST_KILLS = 3;
const LATEST_MS = 2_500;
const LIMIT_MS = 400_000;

/** A copy takes a minute of the product's time; of twice the size they would run out of time. */
const SLOW = { tables: 4, tablets: 64, replicas: 3, bytes: 64 * 1_048_576, rate: 1 } as const;
const FAST = { rate: 100_000, overhead: 0 } as const;

interface Kill {
  /** After what was killed before is back. */
  readonly afterMs: number;
  readonly what: 'worker' | 'server' | 'both';
}

const KILL: fc.Arbitrary<Kill> = fc.noBias(
  fc.record({
    afterMs: fc.integer({ min: 0, max: LATEST_MS }),
    what: fc.constantFrom('worker', 'server', 'both'),
  }),
);

let temporal: OwnTemporal;

beforeAll(async () => {
  temporal = await OwnTemporal.start(inject('temporalPath'));
}, LIMIT_MS);
afterAll(async () => {
  await temporal.stop();
});

interface Ended {
  readonly progress: OperationProgress;
  readonly after: unknown;
  /** Names of the secrets that are in its history, the log of its worker, or the commands to hosts. */
  readonly found: readonly string[];
}

type Handle = WorkflowHandleWithFirstExecutionRunId;

async function drain(
  meanwhile: (handle: Handle, sandbox: TestSandbox, worker: SupervisedWorker) => Promise<void>,
): Promise<Ended> {
  const sandbox = await TestSandbox.start({ ...DRAIN.sandbox, speed: 20 });
  const runner = await OperationRunner.connect(temporal.address, DEFAULT_NAMESPACE);
  const worker = new SupervisedWorker(runner);
  try {
    await sandbox.control('data', SLOW);
    const handle = await runner.start(sandbox.cluster, DRAIN.request);
    await meanwhile(handle, sandbox, worker);
    const progress = await untilEnded(handle);
    const commands = readFileSync(join(sandbox.info.dir, 'logs', 'commands.jsonl'), 'utf8');
    const told = [await readHistoryText(handle), worker.output.join(''), commands];
    expect(told[0]).toContain('ALTER SYSTEM DECOMMISSION BACKEND');
    expect(told[2]).toContain('.muster-knobs.json');
    const found = told.flatMap((text) => findSecrets(text, readSecrets(sandbox)));
    return { progress, after: await readEndState(sandbox), found };
  } finally {
    await worker.stop();
    await runner.close();
    await sandbox.stop();
  }
}

/** The connection of the client is as cut as everything else: it asks until it is answered. */
async function untilEnded(handle: Handle): Promise<OperationProgress> {
  return await until(
    'it has ended',
    async () => {
      const progress = await progressOf(handle).catch(() => undefined);
      if (progress?.attention !== undefined) throw new Error(JSON.stringify(progress.attention));
      return progress !== undefined && CLOSED_STATES.includes(progress.state) && progress;
    },
    LIMIT_MS,
  );
}

async function isOpen(handle: Handle): Promise<boolean> {
  const { status } = await until('the server answers', () => handle.describe().catch(() => undefined), LIMIT_MS);
  return status.name === 'RUNNING';
}

test('ten kills of the worker and the server, at random moments of a drain, change nothing in the end', {
  timeout: 2 * LIMIT_MS,
}, async () => {
  const calm = await drain(async (_, sandbox) => void (await sandbox.control('data', FAST)));
  expect(calm.progress).toMatchObject({ state: 'done' });
  expect(calm.found).toEqual([]);

  const killed: Kill[] = [];
  const moments = fc.sample(KILL, { seed: SEED, numRuns: KILLS + LAST_KILLS });
  const kill = async (worker: SupervisedWorker, { afterMs, what }: Kill) => {
    // The moment is what is tried: nothing is waited for.
    await sleep(afterMs);
    if (what !== 'server') worker.killNow();
    if (what !== 'worker') {
      await temporal.kill();
      await temporal.startAgain();
    }
    killed.push({ afterMs, what });
  };
  const { progress, after, found } = await drain(async (handle, sandbox, worker) => {
    for (const moment of moments.slice(0, KILLS)) await kill(worker, moment);
    expect(await isOpen(handle)).toBe(true);
    await sandbox.control('data', FAST);
    for (const moment of moments.slice(KILLS)) if (await isOpen(handle)) await kill(worker, moment);
  });
  expect(progress, `seed ${SEED}: ${JSON.stringify(killed)}`).toMatchObject({ state: 'done' });
  expect(after).toEqual(calm.after);
  expect(new Set(killed.map(({ what }) => what))).toEqual(new Set(['worker', 'server', 'both']));
  expect(found).toEqual([]);
});
