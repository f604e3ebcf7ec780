import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BACKEND_PROCEDURES, type BackendProcedure } from './backend-procedures.ts';
import { withoutRemains } from './end-state.ts';
import { changesOf, type FaultedProcedure } from './procedures.ts';
import { type Faulted, runFaulted, runWithWorker } from './run-faulted.ts';
import { type Kill, SupervisedWorker } from './worker-process.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-backend-kills-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

interface Case {
  readonly name: string;
  readonly when: Kill['when'];
  readonly activities: readonly string[];
}

/** `npm run faults` kills at each call in a run of its own; the tests once in each change of one run. */
function casesOf(activities: readonly string[]): readonly Case[] {
  if (!EVERY_CASE) return [{ name: 'each change', when: 'during', activities: changesOf(activities) }];
  return activities.flatMap((name) =>
    (changesOf([name]).length > 0 ? (['before', 'during', 'after'] as const) : (['during', 'after'] as const)).map(
      (when) => ({ name, when, activities: [name] }),
    ),
  );
}

async function runKilled(procedure: FaultedProcedure, one: Case, fail?: string): Promise<Faulted> {
  const marker = join(mkdtempSync(join(directory, 'case-')), 'killed');
  const kill: Kill = {
    activity: one.activities,
    when: one.when,
    delayMs: 20,
    marker,
    ...(fail !== undefined && { fail }),
  };
  const ended = await runWithWorker(procedure, async (runner) => {
    const worker = new SupervisedWorker(runner, kill);
    return async () => await worker.stop();
  });
  expect(one.activities.filter((name) => !existsSync(`${marker}-${name}`))).toEqual([]);
  return ended;
}

/** Of the others most is the same code. */
const procedures = BACKEND_PROCEDURES.filter(
  ({ name }) => EVERY_CASE || ['remove be', 'restart be', 'add be'].includes(name),
);

/** Refused each time, which makes it take everything back: nothing but a read, so that nothing is left half done. */
const FAILS: Readonly<Record<string, string>> = {
  'remove be': 'starrocks.backends.drop.plan',
  'add be': 'starrocks.backends.awaitServing',
  'add cn': 'starrocks.backends.awaitServing',
  'remove cn': 'starrocks.backends.awaitNodeGone',
  'restart be': 'starrocks.backends.awaitHealthy',
};

const undoCases = (EVERY_CASE ? BACKEND_PROCEDURES : BACKEND_PROCEDURES.slice(0, 1)).flatMap((procedure) =>
  casesOf(procedure.undo.activities).map((one) => ({ procedure, one, of: procedure.name, ...one })),
);

describe.each(procedures)('$name with a worker killed by -9', { timeout: 240_000 }, (procedure) => {
  let clean: unknown;

  beforeAll(async () => {
    clean = (await runFaulted(procedure, [])).after;
  });

  test.concurrent.each(casesOf(procedure.activities))('$when $name ends the same', async (one) => {
    const { progress, after } = await runKilled(procedure, one);
    expect(progress.attention).toBeUndefined();
    expect(progress).toMatchObject({ state: 'done' });
    expect(after).toEqual(clean);
  });
});

describe.concurrent('with a worker killed by -9', { timeout: 240_000 }, () => {
  test.each(undoCases)('$when $name the undo of $of leaves the cluster as it was', async ({ procedure, one, of }) => {
    const undone: BackendProcedure = { ...procedure, request: { ...procedure.request, onFailure: 'undo' } };
    const { progress, before, after } = await runKilled(undone, one, FAILS[of]);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
