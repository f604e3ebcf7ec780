import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALIAS } from '../../../model/patterns.ts';
import { type OperationVerb } from '../../../model/operation.ts';
import { isPlanOf, takePlan } from '../../../model/record/earlier-plan.ts';
import { mergeEnded } from '../../../model/record/merge-ended.ts';
import { parseRecord } from '../../../model/record/parse-record.ts';
import { supersedes } from '../../../model/record/record.ts';
import { nameRecord, parseRecordName } from '../../../model/record/record-name.ts';
import { at, pending, progressOf, STEPS } from '../../client/screens/examples.ts';
import { HELD, HELD_PROGRESS, recordOf, UNDO } from './record-examples.ts';

const VERBS: readonly OperationVerb[] = ['add', 'remove', 'replace', 'restart', 'deploy', 'transfer-leader'];
const named = (change: object) =>
  nameRecord({ startedAt: at('02:00:00'), request: { ...progressOf({}).request, ...change } });

describe('the name of a record', () => {
  it('says when, of which cluster, what and which', () =>
    expect(named({ id: '7d32a077', verb: 'remove' })).toBe('2026-11-21_020000_prod_remove_7d32a077'));

  it('of a plan says so', () =>
    expect(parseRecordName(`${named({ mode: 'plan' })}.json`)).toMatchObject({ plan: true, cluster: 'prod' }));

  it('gives back cluster and id, whatever the cluster is called', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(ALIAS).filter((name) => ALIAS.test(name)),
        fc.stringMatching(/^[0-9][0-9a-z]{7}$/),
        fc.constantFrom(...VERBS),
        fc.constantFrom('run', 'plan'),
        (cluster, id, verb, mode) => {
          const base = named({ cluster, id, verb, mode });
          expect(parseRecordName(`${base}.json`)).toEqual({ base, cluster, id, plan: mode === 'plan' });
        },
      ),
    ));

  it('is one name below the directory, whatever somebody wrote into the history', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (cluster, id) => {
        expect(named({ cluster, id })).toMatch(/^2026-11-21_020000_[A-Za-z0-9._-]*$/);
      }),
    ));

  it.each(['worker.log', 'x.json', '2026-11-21_020000_prod_add_1.txt', '2026-11-21_020000_prod_add_1.json.7.ab.new'])(
    'is not %s',
    (name) => expect(parseRecordName(name)).toBeUndefined(),
  );
});

describe('a record takes the place of one', () => {
  const later = { ...HELD, events: HELD.events + 1 };
  const ended = { ...HELD, progress: progressOf({ state: 'done', endedAt: at('02:01:40') }), events: 7 };
  const otherRun = { ...HELD, runId: 'other', asOf: at('02:30:00') };

  it.each([
    ['that is not there', HELD, undefined, true],
    ['that is earlier', later, HELD, true],
    ['that is later: not', HELD, later, false],
    ['that has not ended, having ended itself', ended, later, true],
    ['that has ended, not having ended itself: not', later, ended, false],
    ['that has ended as it has: again', ended, ended, true],
    ['of a run before a reset', otherRun, ended, true],
    ['of the run after a reset: not', ended, otherRun, false],
  ])('%s', (_, next, known, expected) => expect(supersedes(next, known)).toBe(expected));
});

describe('what is in a file', () => {
  it('is the record', () => expect(parseRecord(JSON.stringify(HELD))).toEqual({ ok: true, record: HELD }));

  it('is read with every field that a later version adds', () =>
    expect(parseRecord(JSON.stringify({ ...HELD, more: 1 })).ok).toBe(true));

  it('steers no terminal', () => {
    const parsed = parseRecord(JSON.stringify({ ...HELD, progress: { ...HELD_PROGRESS, by: '\u001b[2J' } }));
    expect(JSON.stringify(parsed)).not.toContain('u001b');
  });

  it.each([
    ['', /empty/],
    [JSON.stringify(HELD).slice(0, 400), /breaks off/],
    ['{}', /not the record/],
    ['null', /not the record/],
    [JSON.stringify({ ...HELD, format: 2 }), /newer muster/],
    [JSON.stringify({ ...HELD, progress: { ...HELD_PROGRESS, steps: undefined } }), /not the record/],
  ])('is refused: %#', (text, why) =>
    expect(parseRecord(text)).toEqual({ ok: false, why: expect.stringMatching(why) }),
  );

  it('never throws', () => fc.assert(fc.property(fc.jsonValue(), (value) => void parseRecord(JSON.stringify(value)))));
});

describe('the record of one that has ended', () => {
  const terminated = recordOf(
    progressOf({ state: 'failed', endedAt: at('02:05:00'), steps: [STEPS.survey, { ...STEPS.start, kind: 'check' }] }),
  );

  it('keeps what only the one of before knows', () => {
    const noReturn = { why: 'gone', instead: 'muster add' };
    const merged = mergeEnded(terminated, { ...HELD, progress: { ...HELD_PROGRESS, noReturn } });
    expect(merged.undo).toEqual(UNDO);
    expect(merged.progress.noReturn).toEqual(noReturn);
    expect(merged.progress.steps.map(({ id }) => id)).toEqual(HELD_PROGRESS.steps.map(({ id }) => id));
    expect(merged.progress.steps.find(({ id }) => id === 'fe-2/start')).toMatchObject({
      kind: 'change',
      state: 'done',
    });
    expect(merged.progress.state).toBe('failed');
  });

  it('is its own last word where it had one', () => {
    const done = recordOf(progressOf({ state: 'done', endedAt: at('02:05:00') }));
    expect(mergeEnded(done, HELD).progress).toEqual(done.progress);
  });

  it('takes nothing of another run', () =>
    expect(mergeEnded(terminated, { ...HELD, runId: 'other' })).toEqual(terminated));
});

describe('an earlier plan', () => {
  const plan = progressOf({
    request: { ...progressOf({}).request, id: '1plan', mode: 'plan' },
    state: 'planned',
    steps: Object.values(STEPS),
  });

  it('is of the operation when it is of the same nodes, whatever it overrides', () => {
    expect(isPlanOf(plan, HELD_PROGRESS)).toBe(true);
    for (const change of [
      { nodes: ['fe-3'] },
      { verb: 'remove' },
      { lost: true },
      { cluster: 'x' },
      { mode: 'run' },
    ] as const)
      expect(isPlanOf({ ...plan, request: { ...plan.request, ...change } }, HELD_PROGRESS)).toBe(false);
  });

  it('tells only of steps that the operation has not planned itself', () => {
    const steps = [STEPS.register, pending(STEPS.start), { ...pending(STEPS.config), actions: [] }];
    expect([...takePlan(plan, { ...HELD_PROGRESS, steps }).steps.keys()]).toEqual(['fe-2/start']);
  });
});
