import { describe, expect, it } from 'vitest';
import { parseSince } from '../../../client/program/parse-since.ts';
import { parseStates } from '../../../client/program/parse-states.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

describe('--since', () => {
  it.each([
    ['90m', '2026-11-21T10:30:00.000Z'],
    ['12h', '2026-11-21T00:00:00.000Z'],
    ['30d', '2026-10-22T12:00:00.000Z'],
    ['2w', '2026-11-07T12:00:00.000Z'],
  ])('%s is counted back from now', (text, expected) => {
    expect(parseSince(text, NOW).toISOString()).toBe(expected);
  });

  it('is a day of the calendar here, and a time of it', () => {
    expect(parseSince('2026-11-01', NOW)).toEqual(new Date(2026, 10, 1));
    expect(parseSince('2026-11-01 14:30', NOW)).toEqual(new Date(2026, 10, 1, 14, 30));
    expect(parseSince('2026-11-01T14:30', NOW)).toEqual(new Date(2026, 10, 1, 14, 30));
  });

  it.each([
    '',
    '30',
    'd',
    '0d',
    '-3d',
    '30 d',
    '2026-02-31',
    '2026-13-01',
    '2026-11-01 24:00',
    '01.11.2026',
    "1d' OR 1",
  ])('%s is refused with what is expected', (text) => {
    expect(() => parseSince(text, NOW)).toThrow(/^--since is ".*", expected 12h, 30d or a day such as 2026-11-01/);
  });

  it('is not yet to come', () => {
    expect(() => parseSince('2027-01-01', NOW)).toThrow(/yet to come/);
  });
});

describe('--state', () => {
  it('is one or several, with a dash for the space', () => {
    expect(parseStates('failed')).toEqual(['failed']);
    expect(parseStates('needs-attention, undone')).toEqual(['needs attention', 'undone']);
  });

  it('that nobody knows is refused with those that are known', () => {
    expect(() => parseStates('needs-atention')).toThrow(/No state is called "needs-atention", expected running, /);
  });
});
