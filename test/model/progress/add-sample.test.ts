import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample } from '../../../model/progress/add-sample.ts';
import type { DrainRecord, Sample } from '../../../model/progress.ts';

const samples = fc.array(
  fc.record(
    {
      at: fc.integer({ min: 0, max: 10_000_000_000 }),
      left: fc.integer({ min: 0, max: 5_000 }),
      bytes: fc.integer({ min: 0, max: 1e15 }),
    },
    { requiredKeys: ['at', 'left'] },
  ),
  { minLength: 1, maxLength: 200, size: 'max' },
);

function record(looks: readonly Sample[]): DrainRecord {
  const [first, ...rest] = looks;
  if (first === undefined) throw new Error('no look');
  return rest.reduce<DrainRecord>((known, look) => addSample(known, look), addSample(undefined, first));
}

const every = (ms: number, counts: readonly number[]) => counts.map((left, index) => ({ at: index * ms, left }));

describe('a record of a drain', () => {
  it('stays small over seven days of looks each half minute, and keeps the recent ones dense', () => {
    const looks = every(
      30_000,
      Array.from({ length: 20_160 }, (_, index) => 20_160 - index),
    );
    const { samples: kept, startedAt, total } = record(looks);
    expect(kept.length).toBeLessThanOrEqual(60);
    expect(JSON.stringify(kept).length).toBeLessThan(3_000);
    expect({ startedAt, total, first: kept[0], last: kept.at(-1) }).toEqual({
      startedAt: 0,
      total: 20_160,
      first: looks[0],
      last: looks.at(-1),
    });
    const now = looks.at(-1)?.at ?? 0;
    // Whatever span is asked for, both of its ends are known well enough.
    for (const hours of [0.25, 1, 6, 24, 72]) {
      const from = now - hours * 3_600_000;
      const nearest = Math.min(...kept.map(({ at }) => Math.abs(at - from)));
      expect(nearest).toBeLessThan(hours * 3_600_000 * 0.3);
    }
  });

  it('loses nothing that is still known exactly while it is short', () => {
    const looks = every(30_000, [10, 10, 10, 9, 9, 9, 9, 0]);
    expect(record(looks).samples.map(({ left }) => left)).toEqual([10, 10, 9, 9, 0]);
  });

  it('takes the same look twice as one', () => {
    fc.assert(
      fc.property(samples, (looks) => {
        const once = record(looks);
        const last = once.samples.at(-1) as Sample;
        expect(addSample(once, last)).toBe(once);
      }),
    );
  });

  it('holds whatever clock and count do', () => {
    fc.assert(
      fc.property(samples, (looks) => {
        const known = record(looks);
        const times = known.samples.map(({ at }) => at);
        expect(known.samples.length).toBeLessThanOrEqual(60);
        expect(times.every((at, index) => index === 0 || at > (times[index - 1] ?? 0))).toBe(true);
        expect(known.total).toBe(Math.max(...looks.map(({ left }) => left)));
        expect(known.samples.at(-1)?.left).toBe(looks.at(-1)?.left);
        expect(known.progressAt).toBeLessThanOrEqual(times.at(-1) ?? 0);
        expect(known.progressAt).toBeGreaterThanOrEqual(known.startedAt);
        const bytes = looks.flatMap((look) => ('bytes' in look ? [look.bytes] : []));
        expect(known.totalBytes).toBe(bytes.length === 0 ? undefined : Math.max(...bytes));
      }),
    );
  });

  it('calls progress only what falls below the lowest', () => {
    expect(record(every(1_000, [10, 8, 9, 8, 9, 8])).progressAt).toBe(1_000);
    expect(record(every(1_000, [10, 8, 9, 7])).progressAt).toBe(3_000);
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 2, maxLength: 300, size: 'max' }), (counts) => {
        let [most, lowest, progressAt] = [-1, 0, 0];
        for (const [index, left] of counts.entries()) {
          if (left > most) [most, lowest] = [left, left];
          else if (left < lowest) [lowest, progressAt] = [left, index * 1_000];
        }
        expect(record(every(1_000, counts)).progressAt).toBe(progressAt);
      }),
    );
  });

  it('counts anew from a new most: it was cancelled, filled again and drains once more', () => {
    const known = record(every(1_000, [10, 2, 12, 11]));
    expect(known).toMatchObject({ total: 12, progressAt: 3_000 });
  });

  it('moves with a clock that was set back by hours, and not with one that is a little late', () => {
    const hour = 3_600_000;
    const before = record(every(30_000, [10, 9, 8]));
    const after = addSample(before, { at: -5 * hour, left: 7 });
    expect(after.samples.map(({ left }) => left)).toEqual([10, 9, 7]);
    expect(after).toMatchObject({ startedAt: -5 * hour - 60_000, progressAt: -5 * hour });
    expect(addSample(before, { at: 59_000, left: 7 })).toMatchObject({ startedAt: 0, progressAt: 60_000 });
  });
});
