import { beforeAll, describe, expect, test } from 'vitest';
import { BACKEND_PROCEDURES, type BackendProcedure, type UndoPoint } from './backend-procedures.ts';
import { withoutRemains } from './end-state.ts';
import { injectFault } from './inject-fault.ts';
import { runFaulted } from './run-faulted.ts';

const EVERY_CASE = process.env['MUSTER_FAULTS'] === 'all';

interface Case {
  readonly name: string;
  readonly when: 'before' | 'after';
  readonly activities: readonly string[];
}

/** `npm run faults` fails each call in a run of its own; the tests fail all of them in one, at its first call each. */
function casesOf(activities: readonly string[]): readonly Case[] {
  return (['before', 'after'] as const).flatMap((when) =>
    EVERY_CASE
      ? activities.map((name) => ({ name, when, activities: [name] }))
      : [{ name: 'each activity', when, activities }],
  );
}

const faultsOf = ({ activities, when }: Case, since?: () => boolean) =>
  activities.map((activity) => injectFault({ activity, when, ...(since !== undefined && { since }) }));

/** Fails for good at the point, so that the operation takes back everything. */
const undoneAt = (procedure: BackendProcedure): BackendProcedure => ({
  ...procedure,
  request: { ...procedure.request, onFailure: 'undo' },
});

const triggerOf = (point: UndoPoint) => injectFault({ ...point, kind: 'refused' });

/** A compute node joins by the same code as a backend. */
const procedures = BACKEND_PROCEDURES.filter(({ name }) => EVERY_CASE || name !== 'add cn');

describe.each(procedures)('$name', { timeout: 480_000 }, (procedure) => {
  let clean: unknown;

  beforeAll(async () => {
    const { progress, after } = await runFaulted(procedure, []);
    expect(progress).toMatchObject({ state: 'done' });
    clean = after;
  });

  describe.concurrent('ends as without a fault when', () => {
    test.each(casesOf(procedure.activities))('$name fails $when its effect', async (one) => {
      const faults = faultsOf(one);
      const { progress, after } = await runFaulted(
        procedure,
        faults.map(({ interceptor }) => interceptor),
      );
      expect(progress.attention).toBeUndefined();
      expect(progress).toMatchObject({ state: 'done' });
      expect(faults.map(({ fired }) => fired())).not.toContain(false);
      expect(after).toEqual(clean);
    });
  });

  describe.concurrent('undone, leaves the cluster as it was when', () => {
    test.each(casesOf(procedure.undo.activities))('$name fails $when its effect', async (one) => {
      const trigger = triggerOf(procedure.undo.latest);
      // What the undo calls may have been called on the way there.
      const faults = faultsOf(one, trigger.fired);
      const { progress, before, after } = await runFaulted(
        undoneAt(procedure),
        [...faults, trigger].map(({ interceptor }) => interceptor),
      );
      expect(progress.attention).toBeUndefined();
      expect(progress).toMatchObject({ state: 'undone' });
      expect(faults.map(({ fired }) => fired())).not.toContain(false);
      expect(withoutRemains(after)).toEqual(withoutRemains(before));
    });

    // Of these the tests try one that is in the middle.
    const points = procedure.undo.points.filter((_, index, all) => EVERY_CASE || index === Math.floor(all.length / 2));
    test.each(points)('it begins $when $activity', async (point) => {
      const trigger = triggerOf(point);
      const { progress, before, after } = await runFaulted(undoneAt(procedure), [trigger.interceptor]);
      expect(trigger.fired()).toBe(true);
      expect(progress).toMatchObject({ state: 'undone' });
      expect(withoutRemains(after)).toEqual(withoutRemains(before));
    });
  });
});
