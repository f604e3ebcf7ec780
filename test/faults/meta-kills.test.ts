import { describe, expect, test } from 'vitest';
import { withoutRemains } from './end-state.ts';
import { META_PROCEDURES } from './meta-procedures.ts';
import { changesOf } from './procedures.ts';
import { type KillCase, runKilled } from './run-killed.ts';
import { expectEnd, runClean } from './run-clean.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

/** Of these the tests kill at some changes of one run; the others have their changes in common with them. */
const TRIED = ['add meta', 'replace meta', 'restart meta'];
/** How many of them. Each is a worker that starts anew, which is most of the time that it takes. */
const SAMPLE = 3;

const SEED = Number(process.env['MUSTER_SEED'] ?? 1);

/** `npm run faults` kills at each call in a run of its own. */
function casesOf(activities: readonly string[]): readonly KillCase[] {
  if (!EVERY_CASE) return [sample(changesOf(activities))];
  return activities.flatMap((name) =>
    (changesOf([name]).length > 0 ? (['before', 'during', 'after'] as const) : (['during', 'after'] as const)).map(
      (when) => ({ name, when, activities: [name] }),
    ),
  );
}

/** Evenly spread, so that each part of the procedure has one. */
function sample(changes: readonly string[]): KillCase {
  const count = Math.min(SAMPLE, changes.length);
  const chosen = Array.from({ length: count }, (_, place) => {
    const from = Math.floor((place * changes.length) / count);
    const to = Math.floor(((place + 1) * changes.length) / count);
    return changes[from + (SEED % (to - from))] ?? '';
  });
  const name = chosen.map((activity) => activity.split('.').at(-2)).join(', ');
  return { name, when: 'during', activities: chosen };
}

describe.concurrent('with a worker killed by -9 in the middle', { timeout: 480_000 }, () => {
  const procedures = META_PROCEDURES.filter(({ name }) => EVERY_CASE || TRIED.includes(name));

  const cases = procedures.flatMap((procedure) =>
    casesOf(procedure.activities).map((one) => ({ of: procedure.name, ...one, procedure, one })),
  );
  test.each(cases)('$of ends the same: $when $name', async ({ procedure, one }) => {
    const [wanted, ended] = await Promise.all([runClean(procedure), runKilled(procedure, one)]);
    expectEnd(ended, 'done');
    expect(ended.after).toEqual(wanted);
  });

  // Refused each time, and no more than a read, so that nothing is left half done.
  const undone = procedures.flatMap(({ undo, ...procedure }) =>
    undo === undefined || (!EVERY_CASE && procedure.name !== 'replace meta')
      ? []
      : casesOf(undo.activities).map((one) => ({ of: procedure.name, ...one, procedure, one, fail: undo.refusing })),
  );
  test.each(undone)('the undo of $of leaves the cluster as it was: $when $name', async ({ procedure, one, fail }) => {
    const request = { ...procedure.request, onFailure: 'undo' } as const;
    const ended = await runKilled({ ...procedure, request }, one, fail);
    expectEnd(ended, 'undone');
    expect(withoutRemains(ended.after)).toEqual(withoutRemains(ended.before));
  });
});
