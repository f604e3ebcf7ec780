import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../model/diagnosis.ts';
import { judgeNotices, type News, NOTHING_TOLD } from '../../../model/notices/judge-notices.ts';
import { CLOSED_STATES, type OperationProgress, type StepProgress } from '../../../model/operation.ts';
import { attended, DRAINED, ended, progressOf, stalled, waiting } from './notice-examples.ts';

/** What is told of one progress after the other, each as `event step`. */
function tell(...states: readonly OperationProgress[]): readonly string[] {
  let told = NOTHING_TOLD;
  return states.flatMap((progress) => {
    const judged = judgeNotices(told, progress);
    told = judged.told;
    return judged.news.map(({ event, step }: News) => (step === undefined ? event : `${event} ${step}`));
  });
}

const step = (change: Partial<StepProgress> = {}) => progressOf({ steps: [{ ...DRAINED, ...change }] });
const RUNNING = step();
const DONE = progressOf({ state: 'done', steps: [{ ...DRAINED, state: 'done' }], endedAt: 'then' });

describe('what is news', () => {
  it('is the beginning, once its first step begins, and the end', () => {
    const outlined = step({ state: 'pending' });
    expect(tell(outlined, RUNNING, RUNNING, DONE, DONE)).toEqual(['started', 'done']);
  });

  it('is each way to end, whether it began or not', () => {
    expect(tell({ ...step({ state: 'pending' }), state: 'failed' })).toEqual(['failed']);
    for (const state of ['undone', 'abandoned', 'failed', 'refused'] as const)
      expect(tell(RUNNING, ended(state))).toEqual(['started', state]);
  });

  it('is nothing of a plan', () => {
    const { request } = RUNNING;
    const plan = { request: { ...request, mode: 'plan' } } as const;
    expect(tell({ ...RUNNING, ...plan }, { ...ended('planned'), ...plan })).toEqual([]);
    expect(tell({ ...ended('refused'), ...plan })).toEqual([]);
  });

  it('is that it needs attention, once for each time that it does', () => {
    const first = attended('02:00:00');
    expect(tell(first, first, RUNNING, attended('02:05:00'), RUNNING)).toEqual([
      'started',
      'needs-attention be-3/drained',
      'needs-attention be-3/drained',
    ]);
    expect(tell(first, attended('02:00:10'))).toHaveLength(3);
  });

  it('is that it stands still, once for each cause until it moves', () => {
    expect(
      tell(RUNNING, stalled('few-hosts'), stalled('few-hosts'), stalled('no-space'), stalled('few-hosts')),
    ).toEqual(['started', 'stalled be-3/drained', 'stalled be-3/drained']);
    expect(tell(RUNNING, stalled('few-hosts'), RUNNING, stalled('few-hosts'), RUNNING, RUNNING)).toEqual([
      'started',
      'stalled be-3/drained',
      'moving be-3/drained',
      'stalled be-3/drained',
      'moving be-3/drained',
    ]);
  });

  it('is not that the product waits before it moves', () => {
    expect(tell(RUNNING, stalled('settling'), RUNNING)).toEqual(['started']);
    expect(tell(RUNNING, stalled('few-hosts'), stalled('settling'), stalled('few-hosts'), RUNNING)).toEqual([
      'started',
      'stalled be-3/drained',
      'moving be-3/drained',
    ]);
  });

  it('is that it moves again when the first that is known after it is its end', () => {
    const last = stalled('few-hosts').steps[0] as StepProgress;
    expect(tell(stalled('few-hosts'), progressOf({ steps: [{ ...last, state: 'done' }] }))).toEqual([
      'started',
      'stalled be-3/drained',
      'moving be-3/drained',
    ]);
  });

  it('is not that it moves when it was only stopped', () => {
    const last = stalled('few-hosts').steps[0] as StepProgress;
    const stopped = progressOf({ state: 'undoing', steps: [{ ...last, state: 'skipped' }] });
    expect(tell(stalled('few-hosts'), stopped, ended('undone'))).toEqual(['started', 'stalled be-3/drained', 'undone']);
  });

  it('is that it waits for a window, once for each step however often it is asked', () => {
    const first = waiting('2026-11-21T14:00:00.000Z');
    const again = waiting('2026-11-22T14:00:00.000Z');
    expect(tell(first, again, RUNNING, again)).toEqual(['waiting be-3/drained', 'started', 'waiting be-3/drained']);
  });

  it('of one drain is not that of another', () => {
    const [one] = stalled('few-hosts').steps as [StepProgress];
    const both = progressOf({ steps: [one, { ...one, id: 'be-4/drained' }] });
    expect(tell(stalled('few-hosts'), both)).toEqual(['started', 'stalled be-3/drained', 'stalled be-4/drained']);
  });
});

const CAUSES: readonly (Cause | undefined)[] = [undefined, 'few-hosts', 'no-space', 'settling', 'unknown'];
const anyProgress = fc
  .record({
    cause: fc.constantFrom(...CAUSES),
    stepState: fc.constantFrom(...(['pending', 'running', 'done', 'failed', 'skipped'] as const)),
    state: fc.constantFrom(...(['running', 'paused', 'needs attention', 'undoing', ...CLOSED_STATES] as const)),
    since: fc.option(fc.constantFrom('02:00:00', '02:05:00'), { nil: undefined }),
  })
  .map(({ cause, stepState, state, since }) => {
    const [drained] = (cause === undefined ? RUNNING : stalled(cause)).steps as [StepProgress];
    const asks = since === undefined ? {} : { attention: attended(since).attention };
    return { ...progressOf({ state, steps: [{ ...drained, state: stepState }] }), ...asks } as OperationProgress;
  });

describe('whatever an operation comes to', () => {
  it('is told once of what comes twice', () => {
    fc.assert(
      fc.property(fc.array(anyProgress, { maxLength: 20 }), (states) => {
        expect(tell(...states.flatMap((state) => [state, state]))).toEqual(tell(...states));
      }),
    );
  });

  it('is told at most once that it begins and ends, and that it moves only after it stood still', () => {
    fc.assert(
      fc.property(fc.array(anyProgress, { maxLength: 30 }), (states) => {
        const events = tell(...states).map((line) => line.split(' ')[0] as string);
        expect(events.filter((event) => event === 'started').length).toBeLessThanOrEqual(1);
        expect(
          events.filter((event) => ['done', 'undone', 'abandoned', 'refused', 'failed'].includes(event)).length,
        ).toBe(states.some(({ state }) => CLOSED_STATES.includes(state) && state !== 'planned') ? 1 : 0);
        let still = false;
        for (const event of events) {
          if (event === 'moving') expect(still).toBe(true);
          if (event === 'stalled') still = true;
          if (event === 'moving') still = false;
        }
      }),
    );
  });

  it('has said that it needs attention, if it does at its end', () => {
    fc.assert(
      fc.property(fc.array(anyProgress, { minLength: 1, maxLength: 20 }), (states) => {
        const told = tell(...states, attended('03:00:00'));
        expect(told.at(-1) === 'needs-attention be-3/drained' || told.includes('needs-attention be-3/drained')).toBe(
          true,
        );
      }),
    );
  });
});
