import { describe, expect, it } from 'vitest';
import { describeTiming, readTiming, type TimingFlags } from '../../../model/schedule/timing.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

function refusal(flags: TimingFlags): unknown {
  try {
    readTiming(flags, NOW);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('when a schedule fires', () => {
  it('is told in advance', () => {
    const { timing, next } = readTiming({ cron: ' 0  3 * * 0 ', timezone: 'asia/shanghai' }, NOW);
    expect(timing).toEqual({ cron: '0 3 * * 0', zone: 'Asia/Shanghai' });
    expect(next.map((time) => new Date(time).toISOString())).toEqual([
      '2026-12-05T19:00:00.000Z',
      '2026-12-12T19:00:00.000Z',
      '2026-12-19T19:00:00.000Z',
    ]);
    expect(describeTiming(timing)).toBe('0 3 * * 0 in Asia/Shanghai');
  });

  it('may be once', () => {
    const { timing, next } = readTiming({ at: '2026-12-05T02:00', timezone: 'Europe/Berlin' }, NOW);
    expect(next).toEqual([Date.parse('2026-12-05T01:00:00Z')]);
    expect(describeTiming(timing)).toBe('once at 2026-12-05 02:00 in Europe/Berlin');
  });

  it('is the first of an hour that comes twice, and the second once the first is over', () => {
    const flags = { at: '2026-11-01 01:30', timezone: 'America/New_York' };
    const [first, second] = [Date.parse('2026-11-01T05:30:00Z'), Date.parse('2026-11-01T06:30:00Z')];
    expect(readTiming(flags, first - 1).next).toEqual([first]);
    expect(readTiming(flags, first).next).toEqual([second]);
  });

  it.each([
    ['neither of both', {}, 'Neither --cron nor --at is given'],
    ['both', { cron: '0 3 * * 0', at: '2026-12-05 02:00' }, '--cron and --at are both given'],
    ['a cron that never fires', { cron: '0 0 30 2 *' }, '--cron "0 0 30 2 *" never fires'],
    ['a time that is over', { at: '2026-11-29 11:59' }, '2026-11-29 11:59 in UTC is over'],
    ['a day that is none', { at: '2027-02-29 02:00' }, '--at is "2027-02-29 02:00", which no calendar has'],
    ['an hour that is none', { at: '2027-02-28 24:00' }, 'which no calendar has'],
    ['words', { at: 'tomorrow' }, '--at is "tomorrow", expected a date and a time'],
    [
      'a zone that is not known',
      { cron: '0 3 * * 0', timezone: 'Asia/Shangai' },
      'No time zone is called "Asia/Shangai"',
    ],
    ['an offset for a zone', { cron: '0 3 * * 0', timezone: '+08:00' }, 'No time zone is called "+08:00"'],
  ])('is refused when it is %s', (_what, flags, message) => {
    expect(refusal({ timezone: 'UTC', ...flags })).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining(message),
    });
  });

  it('is refused in the gap of a day on which clocks go forward, with the time that is meant', () => {
    expect(refusal({ at: '2027-03-28 02:30', timezone: 'Europe/Berlin' })).toMatchObject({
      message: 'There is no 2027-03-28 02:30 in Europe/Berlin: the clocks go forward over it that day',
      hint: '--at "2027-03-28 03:30"',
    });
    // By half an hour.
    expect(refusal({ at: '2027-10-03 02:10', timezone: 'Australia/Lord_Howe' })).toMatchObject({
      hint: '--at "2027-10-03 02:40"',
    });
  });

  it('suggests the zone that was probably meant', () => {
    expect(refusal({ cron: '@daily', timezone: 'Asia/Shangai' })).toMatchObject({ hint: '--timezone Asia/Shanghai' });
  });
});
