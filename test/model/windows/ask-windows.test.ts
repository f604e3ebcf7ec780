import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askWindows, nextOpenings } from '../../../model/windows/ask-windows.ts';
import { judgeWindows } from '../../../model/windows/judge-windows.ts';
import type { WindowRules } from '../../../model/windows/rules.ts';
import { isWithinAny, readClock, stepToEdge } from './stepped-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Half an hour in Lord Howe, at midnight in Santiago, none in Shanghai. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Shanghai'];
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2034, 0, 1);

const rulesOf = (timezone: string, spans: readonly string[], cutoffMs = 0): WindowRules => ({
  spans,
  timezone,
  cutoffMs,
});

/** Hours at whose end a clock does not show what it would show without a change of the time. */
function findShifts(timezone: string): readonly number[] {
  const clock = readClock(timezone);
  const shifts: number[] = [];
  let before = clock(FROM).time;
  for (let at = FROM + 6 * HOUR_MS; at < TO; at += 6 * HOUR_MS) {
    const { time } = clock(at);
    const wanted = (Number(before.slice(0, 2)) + 6) % 24;
    if (Number(time.slice(0, 2)) !== wanted || time.slice(3) !== before.slice(3)) shifts.push(at - 6 * HOUR_MS);
    before = time;
  }
  return shifts;
}

const two = (value: number) => String(value).padStart(2, '0');
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45, 59))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
const day = fc.constantFrom('MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN');
const span = fc
  .oneof(
    { weight: 2, arbitrary: fc.tuple(time, time) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.tuple(day, time), fc.tuple(day, time)).map(([a, b]) => [a.join('-'), b.join('-')]),
    },
  )
  .map((points) => points.join(','));
const spans = fc
  .array(span, { minLength: 1, maxLength: 3 })
  .filter((list) => judgeWindows(rulesOf('UTC', list)).length === 0);

describe.each(ZONES)('%s, ten years', (timezone) => {
  const shifts = findShifts(timezone);
  const clock = readClock(timezone);

  it('has the changes of the clocks that are asked about', () => {
    expect(shifts).toHaveLength(timezone === 'Asia/Shanghai' ? 0 : 20);
  });

  const moments = fc.oneof(
    fc.integer({ min: FROM, max: TO }),
    ...(shifts.length === 0
      ? []
      : [
          fc
            .tuple(fc.constantFrom(...shifts), fc.integer({ min: -8 * HOUR_MS, max: 14 * HOUR_MS }))
            .map(([shift, by]) => shift + by),
        ]),
  );

  it('a window is open when a clock on the wall shows a time within it, and opens and closes to the minute', () => {
    fc.assert(
      fc.property(spans, moments, (list, now) => {
        const answer = askWindows(rulesOf(timezone, list), now);
        expect(answer.open).toBe(isWithinAny(clock(now), list));
        const told = answer.open ? answer.closesAt : answer.opensAt;
        const stepped = stepToEdge(clock, list, now, 2 * 24 * 60);
        if (stepped !== undefined) expect(told).toBe(new Date(stepped).toISOString());
        else if (told !== null) expect(Date.parse(told)).toBeGreaterThan(now + 2 * DAY_MS - MINUTE_MS);
        if (!answer.open && stepped !== undefined) {
          const closes = stepToEdge(clock, list, stepped, 24 * 60);
          if (closes !== undefined) expect(answer.closesAt).toBe(new Date(closes).toISOString());
        }
      }),
      { numRuns: 100 },
    );
  });

  it('with a cutoff nothing begins unless more than it is left, and what is told as the next opening is one', () => {
    fc.assert(
      fc.property(spans, moments, fc.integer({ min: 1, max: 90 }), (list, now, cutoff) => {
        const rules = rulesOf(timezone, list, cutoff * MINUTE_MS);
        fc.pre(judgeWindows(rules).length === 0);
        const answer = askWindows(rules, now);
        const within = isWithinAny(clock(now), list);
        const left = within ? stepToEdge(clock, list, now, cutoff + 1) : undefined;
        const enough = within && (left === undefined || left - now > cutoff * MINUTE_MS);
        expect(answer.open).toBe(enough);
        expect(answer.late === true).toBe(within && !enough);
        if (!answer.open && answer.opensAt !== null) {
          const opens = Date.parse(answer.opensAt);
          expect(isWithinAny(clock(opens - MINUTE_MS), list)).toBe(false);
          expect(askWindows(rules, opens).open).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('when the clocks change in Berlin', () => {
  const berlin = (list: readonly string[]) => rulesOf('Europe/Berlin', list);
  // 02:00 to 03:00 is left out on 2026-03-29, and shown twice on 2026-10-25.
  it('a window in the hour that is left out does not open that day', () => {
    const [next] = nextOpenings(berlin(['02:00,03:00']), Date.parse('2026-03-28T12:00:00Z'), 1);
    expect(new Date(next?.opensAt ?? 0).toISOString()).toBe('2026-03-30T00:00:00.000Z');
  });

  it('one that begins in it opens when the clocks are put forward', () => {
    const answer = askWindows(berlin(['02:30,04:00']), Date.parse('2026-03-28T23:00:00Z'));
    expect(answer).toMatchObject({ opensAt: '2026-03-29T01:00:00.000Z', closesAt: '2026-03-29T02:00:00.000Z' });
  });

  it('one over the hour that is shown twice is open for both', () => {
    const answer = askWindows(berlin(['02:00,03:00']), Date.parse('2026-10-24T22:00:00Z'));
    expect(answer).toMatchObject({ opensAt: '2026-10-25T00:00:00.000Z', closesAt: '2026-10-25T02:00:00.000Z' });
  });

  it('one over its second half opens twice', () => {
    const openings = nextOpenings(berlin(['02:30,03:00']), Date.parse('2026-10-24T22:00:00Z'), 2);
    expect(openings.map(({ opensAt }) => new Date(opensAt).toISOString())).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });
});

it('when the cutoff begins nothing begins any more, to the millisecond', () => {
  const rules = rulesOf('UTC', ['22:00,04:00'], 30 * MINUTE_MS);
  expect(askWindows(rules, Date.parse('2026-01-01T03:29:59.999Z')).open).toBe(true);
  expect(askWindows(rules, Date.parse('2026-01-01T03:30:00.000Z'))).toEqual({
    open: false,
    late: true,
    span: '22:00,04:00',
    opensAt: '2026-01-01T22:00:00.000Z',
    closesAt: '2026-01-02T04:00:00.000Z',
  });
});

it('a whole week never closes', () => {
  for (const list of [['MON-00:00,SUN-24:00'], ['00:00,24:00'], ['22:00,04:00', '04:00,22:00']])
    expect(askWindows(rulesOf('Europe/Berlin', list), FROM)).toMatchObject({ open: true, closesAt: null });
});

it('windows that touch are one: their seam is no end that a cutoff counts from', () => {
  const rules = rulesOf('UTC', ['22:00,02:00', '02:00,04:00'], 30 * MINUTE_MS);
  expect(askWindows(rules, Date.parse('2026-01-01T01:45:00Z'))).toEqual({
    open: true,
    span: '22:00,02:00',
    opensAt: null,
    closesAt: '2026-01-01T04:00:00.000Z',
  });
});
