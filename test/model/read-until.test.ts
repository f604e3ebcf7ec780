import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUntil } from '../../model/read-until.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z'); // a Sunday, 13:00 in Berlin
const until = (text: string, zone = 'Europe/Berlin') => new Date(readUntil(text, zone, NOW)).toISOString();

describe('until when', () => {
  it.each([
    ['4h', '2026-11-29T16:00:00.000Z'],
    ['30m', '2026-11-29T12:30:00.000Z'],
    ['2d', '2026-12-01T12:00:00.000Z'],
    ['Mon 08:00', '2026-11-30T07:00:00.000Z'],
    ['sunday 13:30', '2026-11-29T12:30:00.000Z'],
    ['Sun 12:59', '2026-12-06T11:59:00.000Z'],
    ['2026-12-05 08:00', '2026-12-05T07:00:00.000Z'],
  ])('%s', (text, expected) => expect(until(text)).toBe(expected));

  it('is read in the zone that is given', () =>
    expect(until('Mon 08:00', 'Asia/Shanghai')).toBe('2026-11-30T00:00:00.000Z'));

  it.each([
    ['', /expected a day and a time/],
    ['soon', /expected a day and a time/],
    ['0h', /expected a day and a time/],
    ['Mon 25:00', /which no clock shows/],
    ['2026-11-28 08:00', /is over/],
    ['2026-02-30 08:00', /--until is "2026-02-30 08:00", which no calendar has/],
    ['90d', /more than 60 days/],
  ])('%s is refused in one line', (text, message) =>
    expect(() => until(text)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringMatching(message) }),
    ),
  );

  it('a day of the week is the next one that shows that time, wherever', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
    const days = fc.constantFrom('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat');
    const nows = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2035-01-01') });
    fc.assert(
      fc.property(zones, days, fc.integer({ min: 4, max: 23 }), nows, (zone, day, hour, now) => {
        const found = readUntil(`${day} ${String(hour).padStart(2, '0')}:00`, zone, now);
        const shown = new Intl.DateTimeFormat('en-US', {
          timeZone: zone,
          weekday: 'short',
          hour: '2-digit',
          hourCycle: 'h23',
          minute: '2-digit',
        }).format(found);
        expect(shown.replace(',', '')).toBe(`${day} ${String(hour).padStart(2, '0')}:00`);
        expect(found).toBeGreaterThan(now);
        expect(found - now).toBeLessThanOrEqual(7 * 86_400_000 + 3_600_000);
      }),
    );
  });
});
