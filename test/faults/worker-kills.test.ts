import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { ADD_ACTIVITIES, ADD_CHANGES, UNDO_CHANGES, UNDO_TRIGGER } from './procedures.ts';
import { type Kill, SupervisedWorker } from './worker-process.ts';

let directory: string;
let untouched: unknown;
let clean: unknown;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-kills-'));
  const ended = await runWith(undefined);
  untouched = ended.before;
  clean = ended.after;
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly progress: OperationProgress;
  readonly before: unknown;
  readonly after: unknown;
  readonly starts: number;
}

async function runWith(kill: Kill | undefined, request: Partial<OperationRequest> = {}): Promise<Ended> {
  const sandbox = await TestSandbox.start();
  // So that a kill in the middle of one of these finds it sent and not answered.
  for (const pattern of ['ADD FOLLOWER', 'DROP FOLLOWER'])
    await sandbox.control('fault', { name: 'delay', node: 'fe-1', pattern, seconds: 5 });
  const before = await readEndState(sandbox);
  // A task queue of its own: the cases run side by side.
  const runner = await OperationRunner.connect();
  const worker = new SupervisedWorker(runner, kill);
  try {
    const progress = await runner.run(sandbox.cluster, request);
    return { progress, before, after: await readEndState(sandbox), starts: worker.starts };
  } finally {
    await worker.stop();
    await runner.close();
    await sandbox.stop();
  }
}

type Case = Pick<Kill, 'activity' | 'when'> & { readonly delayMs: number };

/** Into the middle of what the call does there. */
const MIDDLE_MS: Readonly<Record<string, number>> = {
  'register.perform': 250,
  'drop.perform': 250,
  'start.perform': 60,
};

const killsOf = (activities: readonly string[], moments: readonly Kill['when'][]): readonly Case[] =>
  activities.flatMap((activity) =>
    moments.map((when) => ({
      activity,
      when,
      delayMs: MIDDLE_MS[activity.replace('starrocks.frontends.', '')] ?? 20,
    })),
  );

const all = process.env['MUSTER_FAULTS'] === 'all';
const reads = ADD_ACTIVITIES.filter((name) => !ADD_CHANGES.includes(name));
const addKills = [
  ...killsOf(ADD_CHANGES, ['before', 'during', 'after']),
  ...(all ? killsOf(reads, ['during', 'after']) : []),
];
const undoKills = killsOf(UNDO_CHANGES, all ? ['before', 'during', 'after'] : ['during']);

function markerOf(kill: Case, kind: string): string {
  return join(directory, `${kind}-${kill.activity}-${kill.when}`);
}

describe.concurrent('a worker killed with -9', { timeout: 120_000 }, () => {
  test.each(addKills)('$when $activity changes nothing in the end', async (kill) => {
    const marker = markerOf(kill, 'add');
    const { progress, after, starts } = await runWith({ ...kill, marker });
    expect(readFileSync(marker, 'utf8')).toBe(kill.when);
    expect(starts).toBeGreaterThan(1);
    expect(progress).toMatchObject({ state: 'done' });
    expect(after).toEqual(clean);
  });

  test.each(undoKills)('$when $activity of an undo leaves the cluster as it was', async (kill) => {
    const marker = markerOf(kill, 'undo');
    const { progress, after } = await runWith({ ...kill, marker, fail: UNDO_TRIGGER.activity }, { onFailure: 'undo' });
    expect(readFileSync(marker, 'utf8')).toBe(kill.when);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(withoutRemains(after)).toEqual(withoutRemains(untouched));
  });
});
