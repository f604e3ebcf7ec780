import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsBothDays, parseCron } from '../../../model/schedule/cron.ts';

describe('a cron expression', () => {
  it.each([
    ['0 3 * * 0', { minute: [0], hour: [3], dayOfWeek: [0] }],
    ['*/15 9-17/4 * * MON-FRI', { minute: [0, 15, 30, 45], hour: [9, 13, 17], dayOfWeek: [1, 2, 3, 4, 5] }],
    ['5/20 0 1,15 jan,JUL *', { minute: [5, 25, 45], dayOfMonth: [1, 15], month: [1, 7] }],
    ['0 0 * * 7', { dayOfWeek: [0] }],
    ['0 0 * * SAT-SUN', { dayOfWeek: [0, 6] }],
    ['0 0 * * */2', { dayOfWeek: [0, 2, 4, 6] }],
    ['0 0 * * 5-7', { dayOfWeek: [0, 5, 6] }],
    ['@daily', { minute: [0], hour: [0] }],
    ['@Weekly', { minute: [0], hour: [0], dayOfWeek: [0] }],
  ])('%s is read', (text, cron) => {
    expect(parseCron(text)).toMatchObject(cron);
  });

  it('that is all stars matches every minute', () => {
    const cron = parseCron('* * * * *');
    expect([cron.minute, cron.hour, cron.dayOfMonth, cron.month, cron.dayOfWeek].map(({ length }) => length)).toEqual([
      60, 24, 31, 12, 7,
    ]);
    expect(limitsBothDays(cron)).toBe(false);
    expect(limitsBothDays(parseCron('0 0 1 * 0'))).toBe(true);
  });

  it.each([
    ['60 3 * * 0', 'The minute of --cron, "60", has "60", expected 0 to 59'],
    ['0 24 * * 0', 'The hour of --cron, "24", has "24", expected 0 to 23'],
    ['0 0 0 * 0', 'The day of month of --cron, "0", has "0", expected 1 to 31'],
    ['0 0 1 13 0', 'The month of --cron, "13", has "13", expected 1 to 12 or JAN to DEC'],
    ['0 0 * * SUNDAY', 'The day of week of --cron, "SUNDAY", has "SUNDAY", expected 0 to 7 or SUN to SAT'],
    ['0 5-3 * * *', 'The hour of --cron, "5-3", has 5-3, which ends before it begins'],
    ['*/0 * * * *', 'The minute of --cron, "*/0", cannot be read at "*/0"'],
    ['1,,2 * * * *', 'The minute of --cron, "1,,2", cannot be read at ""'],
    ['1-2-3 * * * *', 'The minute of --cron, "1-2-3", cannot be read at "1-2-3"'],
    ['0 0 ? * *', 'The day of month of --cron, "?", has "?", expected 1 to 31'],
    ['0 3 * *', '--cron has 4 fields, expected five'],
    ['0 0 3 * * 0', '--cron has 6 fields, expected five'],
    ['', '--cron has nothing, expected five'],
    ['@often', '--cron has @often, expected one of @yearly, @annually, @monthly'],
  ])('%s is refused, and the field named', (text, message) => {
    expect(() => parseCron(text)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
    expect(() => parseCron(text)).toThrowError(message);
  });

  it('of lists is the values of the lists', () => {
    const values = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1 });
    fc.assert(
      fc.property(values(0, 59), values(0, 23), values(1, 31), values(1, 12), values(0, 6), (...lists) => {
        const read = parseCron(lists.map((list) => list.join(',')).join(' '));
        const sorted = lists.map((list) => [...list].sort((one, other) => one - other));
        expect([read.minute, read.hour, read.dayOfMonth, read.month, read.dayOfWeek]).toEqual(sorted);
      }),
    );
  });
});
