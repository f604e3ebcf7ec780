import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { fill } from '../fixtures/sandbox-data.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { type FaultedProcedure, PROCEDURES, UNDO_CHANGES, UNDO_TRIGGER, changesOf } from './procedures.ts';
import { type Kill, SupervisedWorker } from './worker-process.ts';

const [ADD, ...OTHERS] = PROCEDURES as readonly [FaultedProcedure, ...FaultedProcedure[]];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-kills-'));
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

async function runWith(
  { sandbox: options, request, tables }: FaultedProcedure,
  kill: Kill | undefined,
): Promise<Ended> {
  const sandbox = await TestSandbox.start(options);
  if (tables !== undefined) await fill(sandbox, { tables });
  // So that a kill in the middle of one of these finds it sent and not answered.
  for (const pattern of ['ADD FOLLOWER', 'DROP FOLLOWER'])
    await sandbox.control('fault', { name: 'delay', pattern, seconds: 5 });
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
  'expel.perform': 250,
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
const killsIn = ({ activities }: FaultedProcedure, moments: readonly Kill['when'][]) => [
  ...killsOf(changesOf(activities), all ? ['before', 'during', 'after'] : moments),
  ...(all
    ? killsOf(
        activities.filter((name) => !changesOf([name]).includes(name)),
        ['during', 'after'],
      )
    : []),
];
const procedures = [
  { ...ADD, kills: killsIn(ADD, ['before', 'during', 'after']) },
  ...OTHERS.map((procedure) => ({ ...procedure, kills: killsIn(procedure, ['during']) })),
];
const undoKills = killsOf(UNDO_CHANGES, all ? ['before', 'during', 'after'] : ['during']);

function markerOf(kill: Case, kind: string): string {
  return join(directory, `${kind}-${kill.activity}-${kill.when}`);
}

describe.each(procedures)('$name', (procedure) => {
  let clean: unknown;

  beforeAll(async () => {
    clean = (await runWith(procedure, undefined)).after;
  });

  describe.concurrent('with a worker killed by -9', { timeout: 300_000 }, () => {
    test.each(procedure.kills)('$when $activity ends the same', async (kill) => {
      const marker = markerOf(kill, procedure.name.replaceAll(' ', '-'));
      const { progress, after, starts } = await runWith(procedure, { ...kill, marker });
      expect(readFileSync(marker, 'utf8')).toBe(kill.when);
      expect(starts).toBeGreaterThan(1);
      expect(progress).toMatchObject({ state: 'done' });
      expect(after).toEqual(clean);
    });
  });
});

describe.concurrent('a worker killed with -9', { timeout: 300_000 }, () => {
  test.each(undoKills)('$when $activity of an undo leaves the cluster as it was', async (kill) => {
    const marker = markerOf(kill, 'undo');
    const undone = { ...ADD, request: { ...ADD.request, onFailure: 'undo' as const } };
    const { progress, before, after } = await runWith(undone, { ...kill, marker, fail: UNDO_TRIGGER.activity });
    expect(readFileSync(marker, 'utf8')).toBe(kill.when);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
