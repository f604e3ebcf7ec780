import { describe, expect, test } from 'vitest';
import { BACKEND_PROCEDURES, type BackendProcedure } from './backend-procedures.ts';
import { withoutRemains } from './end-state.ts';
import { changesOf } from './procedures.ts';
import { runFaulted } from './run-faulted.ts';
import { type KillCase, runKilled } from './run-killed.ts';
import { shareClean } from './share-clean.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

/** `npm run faults` kills at each call in a run of its own; the tests once in each change of one run. */
function casesOf(activities: readonly string[]): readonly KillCase[] {
  if (!EVERY_CASE) return [{ name: 'each change', when: 'during', activities: changesOf(activities) }];
  return activities.flatMap((name) =>
    (changesOf([name]).length > 0 ? (['before', 'during', 'after'] as const) : (['during', 'after'] as const)).map(
      (when) => ({ name, when, activities: [name] }),
    ),
  );
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

const besideClean = shareClean(async (procedure: BackendProcedure) => (await runFaulted(procedure, [])).after);

describe.concurrent.each(procedures)('$name with a worker killed by -9', { timeout: 480_000 }, (procedure) => {
  test.each(casesOf(procedure.activities))('$when $name ends the same', async (one) => {
    const { progress, after, wanted } = await besideClean(procedure, () => runKilled(procedure, one));
    expect(progress.attention).toBeUndefined();
    expect(progress).toMatchObject({ state: 'done' });
    expect(after).toEqual(wanted);
  });
});

describe.concurrent('with a worker killed by -9', { timeout: 480_000 }, () => {
  test.each(undoCases)('$when $name the undo of $of leaves the cluster as it was', async ({ procedure, one, of }) => {
    const undone: BackendProcedure = { ...procedure, request: { ...procedure.request, onFailure: 'undo' } };
    const { progress, before, after } = await runKilled(undone, one, FAILS[of]);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
