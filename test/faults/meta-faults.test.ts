import { describe, expect, test } from 'vitest';
import type { UndoPoint } from './backend-procedures.ts';
import { withoutRemains } from './end-state.ts';
import { injectFault } from './inject-fault.ts';
import { META_PROCEDURES, type MetaProcedure } from './meta-procedures.ts';
import { runFaulted } from './run-faulted.ts';
import { expectEnd, runClean } from './run-clean.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

interface Case {
  readonly name: string;
  readonly activities: readonly string[];
}

/** `npm run faults` fails each activity in a run of its own; the tests fail all of them in one. */
function casesOf(activities: readonly string[]): readonly Case[] {
  return EVERY_CASE
    ? activities.map((name) => ({ name, activities: [name] }))
    : [{ name: 'each activity', activities }];
}

/** Its first call before its effect, and the next one after it. */
function faultsOf({ activities }: Case, since?: () => boolean) {
  return activities.flatMap((activity) => {
    const first = injectFault({ activity, when: 'before', ...(since !== undefined && { since }) });
    return [first, injectFault({ activity, when: 'after', since: first.fired })];
  });
}

const triggerOf = (point: UndoPoint) => injectFault({ ...point, kind: 'refused' });

const undoneOf = (procedure: MetaProcedure): MetaProcedure => ({
  ...procedure,
  request: { ...procedure.request, onFailure: 'undo' },
});

const timeout = 480_000;

describe.concurrent('ends as without a fault', { timeout }, () => {
  const cases = META_PROCEDURES.flatMap((procedure) =>
    casesOf(procedure.activities).map((one) => ({ of: procedure.name, what: one.name, procedure, one })),
  );
  test.each(cases)('$of: $what fails before its effect, and after it', async ({ procedure, one }) => {
    const faults = faultsOf(one);
    const [wanted, ended] = await Promise.all([
      runClean(procedure),
      runFaulted(
        procedure,
        faults.map(({ interceptor }) => interceptor),
      ),
    ]);
    expectEnd(ended, 'done');
    expect(silentOf(faults)).toEqual([]);
    expect(ended.after).toEqual(wanted);
  });
});

describe.concurrent('undone, leaves the cluster as it was', { timeout }, () => {
  const undoable = META_PROCEDURES.flatMap(({ undo, ...procedure }) =>
    undo === undefined ? [] : [{ procedure: undoneOf(procedure), undo }],
  );

  const cases = undoable.flatMap(({ procedure, undo }) =>
    casesOf(undo.activities).map((one) => ({ of: procedure.name, what: one.name, procedure, undo, one })),
  );
  test.each(cases)('$of: $what of the undo fails before its effect, and after it', async ({ procedure, undo, one }) => {
    const trigger = triggerOf(undo.latest);
    // What the undo calls may have been called on the way there.
    const faults = faultsOf(one, trigger.fired);
    const ended = await runFaulted(
      procedure,
      [...faults, trigger].map(({ interceptor }) => interceptor),
    );
    expectEnd(ended, 'undone');
    expect(silentOf(faults)).toEqual([]);
    expect(withoutRemains(ended.after)).toEqual(withoutRemains(ended.before));
  });

  // Of these the tests try one that is in the middle, of the longest.
  const points = undoable.flatMap(({ procedure, undo }) =>
    undo.points
      .filter(
        (_, index, all) => EVERY_CASE || (procedure.name === 'replace meta' && index === Math.floor(all.length / 2)),
      )
      .map((point) => ({ of: procedure.name, ...point, procedure, point })),
  );
  test.each(points)('$of: it begins $when $activity', async ({ procedure, point }) => {
    const trigger = triggerOf(point);
    const ended = await runFaulted(procedure, [trigger.interceptor]);
    expect(trigger.fired()).toBe(true);
    expectEnd(ended, 'undone');
    expect(withoutRemains(ended.after)).toEqual(withoutRemains(ended.before));
  });
});

/** Those that never failed: the procedure does not call them, or not again. */
function silentOf(faults: readonly ReturnType<typeof injectFault>[]): readonly string[] {
  return faults.flatMap(({ fired, fault }) => (fired() ? [] : [`${fault.activity} ${fault.when}`]));
}
