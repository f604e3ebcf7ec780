import { describe, expect, test } from 'vitest';
import { withoutRemains } from './end-state.ts';
import { injectFault } from './inject-fault.ts';
import { type FaultedProcedure, PROCEDURES, UNDO_ACTIVITIES, UNDO_TRIGGER, chooseCases } from './procedures.ts';
import { runFaulted } from './run-faulted.ts';
import { shareClean } from './share-clean.ts';

const [ADD] = PROCEDURES as readonly [FaultedProcedure, ...FaultedProcedure[]];

/** Of the first procedure each activity; the others have most of theirs in common. */
const cases = (activities: readonly string[], of = activities === ADD.activities ? 4 : 8) =>
  chooseCases(
    activities.flatMap((activity) => [
      { activity, when: 'before' as const },
      { activity, when: 'after' as const },
    ]),
    of,
  );

const besideClean = shareClean(async (procedure: FaultedProcedure) => {
  const { progress, after } = await runFaulted(procedure, []);
  expect(progress).toMatchObject({ state: 'done' });
  return after;
});

describe.concurrent.each(PROCEDURES)('$name', { timeout: 480_000 }, (procedure) => {
  test.each(cases(procedure.activities))(
    'ends as without a fault when $activity fails $when its effect',
    async (fault) => {
      const injected = injectFault(fault);
      const { progress, after, wanted } = await besideClean(procedure, () =>
        runFaulted(procedure, [injected.interceptor]),
      );
      expect(progress).toMatchObject({ state: 'done' });
      expect(injected.fired()).toBe(true);
      expect(after).toEqual(wanted);
    },
  );
});

describe.concurrent('the undo of add fe leaves the cluster as it was when', { timeout: 300_000 }, () => {
  test.each(cases(UNDO_ACTIVITIES, 4))('$activity fails $when its effect', async (fault) => {
    const injected = injectFault(fault);
    const undone = { ...ADD, request: { ...ADD.request, onFailure: 'undo' as const } };
    const faults = [injectFault(UNDO_TRIGGER), injected].map(({ interceptor }) => interceptor);
    const { progress, before, after } = await runFaulted(undone, faults);
    expect(progress).toMatchObject({ state: 'undone' });
    expect(injected.fired()).toBe(true);
    expect(withoutRemains(after)).toEqual(withoutRemains(before));
  });
});
