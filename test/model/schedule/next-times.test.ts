import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cron, parseCron } from '../../../model/schedule/cron.ts';
import { findNextTimes } from '../../../model/schedule/next-times.ts';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'America/St_Johns'];
const MINUTE = 60_000;

function next(cron: string, zone: string, after: string, count = 3): readonly string[] {
  return findNextTimes(parseCron(cron), zone, Date.parse(after), count).map((time) => new Date(time).toISOString());
}

/** Looks at the clock of the zone each minute: nothing is computed that could be computed wrongly twice. */
function watchTheClock(cron: Cron, zone: string, after: number, until: number): readonly number[] {
  const clock = new Intl.DateTimeFormat('de-DE', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'numeric',
    hour: '2-digit',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const found: number[] = [];
  for (let time = Math.floor(after / MINUTE) * MINUTE + MINUTE; time <= until; time += MINUTE) {
    const shown = Object.fromEntries(clock.formatToParts(time).map(({ type, value }) => [type, value]));
    const fits =
      cron.minute.includes(Number(shown.minute)) &&
      cron.hour.includes(Number(shown.hour)) &&
      cron.dayOfMonth.includes(Number(shown.day)) &&
      cron.month.includes(Number(shown.month)) &&
      cron.dayOfWeek.includes(['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'].indexOf((shown.weekday ?? '').slice(0, 2)));
    if (fits) found.push(time);
  }
  return found;
}

describe('the next times', () => {
  it('are those of the zone', () => {
    expect(next('0 3 * * 0', 'Asia/Shanghai', '2026-11-29T00:00:00Z')).toEqual([
      '2026-12-05T19:00:00.000Z',
      '2026-12-12T19:00:00.000Z',
      '2026-12-19T19:00:00.000Z',
    ]);
  });

  it('leave out the day that has no such time', () => {
    expect(next('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00:00Z')).toEqual([
      '2027-03-27T01:30:00.000Z',
      // On 28 March clocks go from 02:00 to 03:00.
      '2027-03-29T00:30:00.000Z',
      '2027-03-30T00:30:00.000Z',
    ]);
  });

  it('come twice in the hour that comes twice', () => {
    expect(next('30 1 * * *', 'America/New_York', '2026-11-01T00:00:00Z')).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T06:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  it('are none when no day is like that', () => {
    expect(next('0 0 30 2 *', 'UTC', '2026-11-29T00:00:00Z')).toEqual([]);
    expect(next('0 0 31 4,6,9,11 *', 'UTC', '2026-11-29T00:00:00Z')).toEqual([]);
  });

  it('are found decades ahead', () => {
    expect(next('0 0 29 2 1', 'UTC', '2026-11-29T00:00:00Z', 1)).toEqual(['2044-02-29T00:00:00.000Z']);
  });

  it('are those that the clock of the zone shows, in every zone and on every change of it', () => {
    const some = (min: number, max: number) =>
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 4 }).map((list) => list.join(','));
    const star = (field: fc.Arbitrary<string>) => fc.oneof(fc.constant('*'), field);
    const cron = fc
      .tuple(some(0, 59), star(some(0, 4)), star(some(1, 28)), fc.constant('*'), star(some(0, 6)))
      .map((fields) => fields.join(' '));
    const start = fc
      .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2036, 0, 1) })
      // Every second one near a change: those are in March, April, October and November.
      .chain((free) =>
        fc.oneof(
          fc.constant(free),
          fc
            .tuple(fc.integer({ min: 2026, max: 2036 }), fc.constantFrom(2, 3, 9, 10), fc.integer({ min: 0, max: 30 }))
            .map(([year, month, day]) => Date.UTC(year, month, day)),
        ),
      );
    fc.assert(
      fc.property(cron, fc.constantFrom(...ZONES), start, (text, zone, after) => {
        const expected = watchTheClock(parseCron(text), zone, after, after + 2 * 86_400_000);
        const found = findNextTimes(parseCron(text), zone, after, expected.length + 1);
        expect(found.slice(0, expected.length)).toEqual(expected);
        for (const time of found.slice(expected.length)) expect(time).toBeGreaterThan(after + 2 * 86_400_000);
      }),
      { numRuns: 60 },
    );
  });
});
