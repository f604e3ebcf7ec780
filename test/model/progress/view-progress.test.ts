import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSample } from '../../../model/progress/add-sample.ts';
import { viewProgress } from '../../../model/progress/view-progress.ts';
import type { DrainRecord, DrainView, Sample } from '../../../model/progress.ts';
import { SHAPES } from './drain-shapes.ts';
import { type DrainShape, generateDrain } from './generate-drain.ts';
import { readRecorded } from './read-recorded.ts';

const HALF_MINUTE = 30_000;
const HOUR = 3_600_000;
const SEEDS = [1, 2, 3];

interface Moment {
  readonly at: number;
  readonly view: DrainView;
}

/** What is said at each look, or at each `step`th. */
function* viewEach(samples: readonly Sample[], step = 1): Generator<Moment> {
  let record: DrainRecord | undefined;
  for (const [index, sample] of samples.entries()) {
    record = addSample(record, sample);
    if (index % step === 0) yield { at: sample.at, view: viewProgress(record, sample.at) };
  }
}

/** The share of the moments with an end whose range has the true one, and how wide that was against what was to come. */
function measure(make: (seed: number) => DrainShape, bytesKnown: boolean, since = 0) {
  let [all, given, inside] = [0, 0, 0];
  const widths: number[] = [];
  for (const seed of SEEDS) {
    const { samples, end } = generateDrain(make(seed), HALF_MINUTE, bytesKnown);
    const begin = samples[0]?.at ?? 0;
    for (const { at, view } of viewEach(samples, 10)) {
      if (view.left === 0 || at - begin < since) continue;
      all++;
      if (view.eta === undefined) continue;
      given++;
      if (view.eta.from <= end && end <= view.eta.to) inside++;
      widths.push((view.eta.to - view.eta.from) / (end - at + 1));
    }
  }
  widths.sort((one, other) => one - other);
  return { given: given / all, inside: inside / given, width: widths[widths.length >> 1] ?? 0 };
}

describe('the end of a drain as a range', () => {
  it.each([
    // Share of the way on which an end is named, share of these in which it is true, median width over what is left.
    ['tablets of one size', 0.95, 0.98, 0.7],
    ['tablets of all sizes', 0.95, 0.9, 1.1],
    ['a slow tail of a few large tablets', 0.95, 0.95, 1],
    ['large ones first', 0.85, 0.95, 1],
    ['bursts at each report', 0.9, 0.98, 1],
    ['plateaus of an hour', 0.9, 0.9, 1.6],
    ['mostly empty tablets', 0.95, 0.95, 1],
  ])('has the true end when bytes are known: %s', (name, given, inside, width) => {
    const found = measure(shapeOf(name), true);
    expect(found.given).toBeGreaterThan(given);
    expect(found.inside).toBeGreaterThan(inside);
    expect(found.width).toBeLessThan(width);
  });

  it.each([
    ['tablets of one size', 0.98],
    ['tablets of all sizes', 0.8],
    ['bursts at each report', 0.98],
    ['plateaus of an hour', 0.9],
    ['mostly empty tablets', 0.93],
  ])('has it mostly from counts alone: %s', (name, inside) => {
    expect(measure(shapeOf(name), false).inside).toBeGreaterThan(inside);
  });

  it('cannot know from counts that the last tablets are the large ones, and does from bytes', () => {
    const name = 'a slow tail of a few large tablets';
    expect(measure(shapeOf(name), false).inside).toBeLessThan(0.5);
    expect(measure(shapeOf(name), true).inside).toBeGreaterThan(0.95);
  });

  it('is true again an hour after the number of copies at a time was changed', () => {
    // The latest of the changes is after seven hours.
    expect(measure(shapeOf('more slots on the way'), true, 8 * HOUR).inside).toBeGreaterThan(0.95);
  });

  it('goes on while nothing moves: an end that is over is never named', () => {
    const shape = { ...SHAPES['tablets of one size']?.(1), pauses: [{ from: 5 * HOUR, to: 40 * HOUR }] } as DrainShape;
    const { samples, end } = generateDrain(shape, HALF_MINUTE, true);
    const found = [...viewEach(samples, 20)].filter(({ view }) => view.left > 0 && view.eta !== undefined);
    expect(found.every(({ at, view }) => (view.eta?.from ?? 0) >= at && (view.eta?.to ?? 0) > at)).toBe(true);
    // At the end of a pause of 35 hours nobody can know that it ends, but it may.
    const late = found.filter(({ at }) => at > end - 30 * HOUR);
    expect(late.filter(({ view }) => end <= (view.eta?.to ?? 0)).length / late.length).toBeGreaterThan(0.7);
  });
});

describe('what is said of a drain', () => {
  it('names no rate and no end before something has left, and no end by the first few tablets', () => {
    const looks = readRecorded('default-delays');
    const views = [...viewEach(looks)].map(({ view }) => view);
    const before = views.filter(({ left }) => left === 10);
    expect(before.length).toBeGreaterThan(4);
    expect(before.every(({ perHour, eta }) => perHour === undefined && eta === undefined)).toBe(true);
    expect(views.every(({ eta }) => eta === undefined)).toBe(true);
    expect(views.at(-1)).toMatchObject({ left: 0, total: 10, quietMs: 0 });
  });

  it('names the end of a drain that goes in bursts of eight each half second', () => {
    const looks = readRecorded('no-delays');
    const end = looks.at(-1)?.at ?? 0;
    const named = [...viewEach(looks)].filter(({ view }) => view.eta !== undefined);
    expect(named.length).toBeGreaterThanOrEqual(7);
    for (const { view } of named) {
      expect(view.eta?.from).toBeLessThanOrEqual(end);
      expect(view.eta?.to).toBeGreaterThanOrEqual(end - 501);
    }
    // 8 in 503 ms.
    expect(named[3]?.view.perHour).toBeGreaterThan(50_000);
    expect(named[3]?.view.perHour).toBeLessThan(64_000);
  });

  it('says how long it has been quiet', () => {
    const record = addSample(addSample(undefined, { at: 1_000, left: 10 }), { at: 2_000, left: 9 });
    expect(viewProgress(record, 82_000)).toMatchObject({ progressAt: 2_000, quietMs: 80_000 });
    expect(viewProgress(record, 1_500).quietMs).toBe(0);
  });

  it('names no end that is over, when nobody has looked for days', () => {
    let record: DrainRecord | undefined;
    for (let minute = 0; minute <= 60; minute++)
      record = addSample(record, { at: minute * 60_000, left: 100 - minute });
    const later = (hours: number) => viewProgress(record as DrainRecord, hours * HOUR);
    expect(later(1.7).eta?.from).toBe(1.7 * HOUR);
    expect(later(50)).toMatchObject({ left: 40, perHour: 60 });
    expect(later(50).eta).toBeUndefined();
  });

  it('measures a rate per hour, of bytes too', () => {
    let record: DrainRecord | undefined;
    for (let minute = 0; minute <= 240; minute++)
      record = addSample(record, { at: minute * 60_000, left: 1_000 - 2 * minute, bytes: (1_000 - 2 * minute) * 1e9 });
    const view = viewProgress(record as DrainRecord, 240 * 60_000);
    expect(view.perHour).toBeCloseTo(120, 6);
    expect(view.bytesPerHour).toBeCloseTo(120e9, 0);
    const leftMs = (520 / 120) * HOUR;
    expect(view.eta?.from).toBeLessThan(240 * 60_000 + leftMs);
    expect(view.eta?.to).toBeGreaterThan(240 * 60_000 + leftMs);
  });

  it('says something sound of whatever was seen', () => {
    const look = fc.record(
      { after: fc.integer({ min: -100_000, max: 10_000_000 }), left: fc.nat(500), bytes: fc.nat(1_000_000) },
      { requiredKeys: ['after', 'left'] },
    );
    fc.assert(
      fc.property(fc.array(look, { minLength: 1, maxLength: 150, size: 'max' }), fc.nat(1_000_000), (looks, later) => {
        let record: DrainRecord | undefined;
        let at = 1_700_000_000_000;
        for (const { after, ...rest } of looks) record = addSample(record, { at: (at += after), ...rest });
        const view = viewProgress(record as DrainRecord, at + later);
        expect(view.left).toBe(looks.at(-1)?.left);
        expect(view.quietMs).toBeGreaterThanOrEqual(0);
        for (const rate of [view.perHour, view.bytesPerHour]) {
          if (rate === undefined) continue;
          expect(Number.isFinite(rate)).toBe(true);
          expect(rate).toBeGreaterThan(0);
        }
        if (view.left === 0) expect(view.eta).toBeUndefined();
        if (view.eta === undefined) return;
        expect(view.eta.from).toBeGreaterThanOrEqual(at + later);
        expect(view.eta.to).toBeGreaterThanOrEqual(view.eta.from);
        expect(Number.isFinite(view.eta.to)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('says the same however often the last look is repeated', () => {
    const looks = readRecorded('between-full-copies');
    const twice = looks.flatMap((sample) => [sample, sample]);
    const last = (samples: readonly Sample[]) => [...viewEach(samples)].at(-1)?.view;
    expect(last(twice)).toEqual(last(looks));
  });
});

function shapeOf(name: string): (seed: number) => DrainShape {
  const make = SHAPES[name];
  if (make === undefined) throw new Error(name);
  return make;
}
