import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRange } from '../../../model/progress/describe-range.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Saturday, 03:04:20 in Berlin. */
const NOW = Date.parse('2026-11-21T02:04:20Z');

function told(from: string, to: string, zone = 'Europe/Berlin', now = NOW): string {
  return describeRange({ from: Date.parse(from), to: Date.parse(to) }, now, zone);
}

const CLOCK = String.raw`\d\d:[\d:]+`;
const MOMENT = String.raw`(?:(?:\d+ \w{3,4}(?: \d{4})?|\w{3})(?: ${CLOCK})?|${CLOCK})`;
const RANGE = new RegExp(`^(?:not before )?${MOMENT}(?: – ${MOMENT})?$`);

describe('the range of an end', () => {
  it.each([
    ['14:05 – 15:30 of today', '2026-11-21T13:05:10Z', '2026-11-21T14:28:00Z', '14:05 – 15:30'],
    ['minutes when it is known to the minute', '2026-11-21T13:05:10Z', '2026-11-21T13:31:10Z', '14:05 – 14:32'],
    ['seconds when it is near', '2026-11-21T02:05:01Z', '2026-11-21T02:05:40Z', '03:05:01 – 03:05:40'],
    ['another day', '2026-11-22T13:05:00Z', '2026-11-22T14:25:00Z', 'Sun 14:05 – 15:25'],
    ['two days', '2026-11-22T13:11:00Z', '2026-11-23T07:40:00Z', 'Sun 14:00 – Mon 09:00'],
    ['today and tomorrow', '2026-11-21T13:11:00Z', '2026-11-22T07:40:00Z', 'Sat 14:00 – Sun 09:00'],
    ['more than a weekday can tell', '2026-11-22T13:11:00Z', '2026-12-08T07:40:00Z', 'Sun 14:00 – 8 Dec'],
    ['far away', '2026-11-29T13:11:00Z', '2026-12-08T07:40:00Z', '29 Nov – 8 Dec'],
    ['one day far away', '2026-12-08T01:11:00Z', '2026-12-08T20:40:00Z', '8 Dec 02:00 – 22:00'],
    ['so far away that it is no end', '2026-11-23T13:11:00Z', '2027-12-08T07:40:00Z', 'not before Mon 14:00'],
    ['nothing but far away', '2027-11-23T13:11:00Z', '2028-12-08T07:40:00Z', 'not before 23 Nov 2027'],
    ['over the turn of the year', '2026-12-30T13:11:00Z', '2027-01-02T07:40:00Z', '30 Dec – 2 Jan'],
  ])('is told as %s', (_, from, to, text) => {
    expect(told(from, to)).toBe(text);
  });

  it('is told in the zone of the reader', () => {
    const range = ['2026-11-22T13:11:00Z', '2026-11-23T07:40:00Z'] as const;
    expect(told(...range, 'UTC')).toBe('Sun 13:00 – Mon 08:00');
    expect(told(...range, 'Asia/Kolkata')).toBe('Sun 18:30 – Mon 13:30');
    expect(told(...range, 'America/Los_Angeles')).toBe('Sun 05:00 – Mon 00:00');
  });

  it('goes over the hour that comes twice', () => {
    const now = Date.parse('2026-10-24T20:00:00Z');
    expect(told('2026-10-25T00:10:00Z', '2026-10-25T09:00:00Z', 'Europe/Berlin', now)).toBe('Sun 02:00 – 10:00');
  });

  it('never begins before now, however it is rounded', () => {
    expect(told('2026-11-21T02:04:20Z', '2026-11-21T08:55:00Z')).toBe('03:04 – 10:00');
  });

  it('is one line of bounded length, for whatever range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), fc.integer({ min: 0, max: 400 * DAY }), (after, lasts) => {
        const text = describeRange({ from: NOW + after, to: NOW + after + lasts }, NOW, 'UTC');
        expect(text).toMatch(RANGE);
        expect(text.length).toBeLessThanOrEqual(24);
      }),
      { numRuns: 2_000 },
    );
  });
});
