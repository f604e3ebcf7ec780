import { expect, test } from 'vitest';
import { makeRules, readWindowFlags } from '../../client/read-window-flags.ts';
import type { WindowRules } from '../../model/windows/rules.ts';

const OF_FILE: WindowRules = {
  spans: ['SAT-02:00,SAT-06:00'],
  timezone: 'Europe/Berlin',
  cutoffMs: 1_800_000,
  gentleSlots: 4,
};

test('without a flag those of the file hold', () => {
  expect(readWindowFlags({}, OF_FILE)).toEqual({});
  expect(readWindowFlags({ window: [] }, undefined)).toEqual({});
  expect(readWindowFlags({ reason: 'of an outage' }, OF_FILE)).toEqual({});
});

test('those of the flag replace them, and what they do not say is as in the file', () => {
  expect(readWindowFlags({ window: ['22:00,04:00'] }, OF_FILE)).toEqual({
    windows: { ...OF_FILE, spans: ['22:00,04:00'] },
  });
  expect(readWindowFlags({ window: ['22:00,04:00'], timezone: 'Asia/Tokyo' }, OF_FILE).windows?.timezone).toBe(
    'Asia/Tokyo',
  );
  expect(readWindowFlags({ window: ['22:00,04:00'] }, undefined)).toEqual({
    windows: { spans: ['22:00,04:00'], timezone: 'UTC', cutoffMs: 0 },
  });
  expect(makeRules({ spans: ['22:00,04:00'], cutoff: '2h' }, OF_FILE).cutoffMs).toBe(7_200_000);
});

test('now needs a reason', () => {
  expect(readWindowFlags({ now: true, reason: ' it burns ' }, OF_FILE)).toEqual({ now: 'it burns' });
});

test.each([
  [{ now: true }, '--now needs --reason: it is recorded who kept no window, and why'],
  [{ now: true, reason: ' ' }, '--now needs --reason: it is recorded who kept no window, and why'],
  [{ now: true, reason: 'x', window: ['22:00,04:00'] }, '--now keeps no window: it does not go with --window'],
  [{ timezone: 'UTC' }, '--timezone is only for --window'],
  [{ window: ['22:00,22:00'] }, '"22:00,22:00" is empty: it ends when it begins'],
  [{ window: ['22:00'] }, expect.stringContaining('"22:00" is not a window such as')],
  [
    { window: ['22:00,04:00', 'SAT-02:00,SAT-06:00'] },
    '"SAT-02:00,SAT-06:00" overlaps "22:00,04:00": write them as one, or apart',
  ],
  [{ window: ['22:00,04:00'], timezone: 'Berlin' }, 'No time zone is called "Berlin"'],
  [{ window: ['22:00,22:30'] }, 'the cutoff 30m leaves nothing of "22:00,22:30", which is not longer'],
])('%j is refused', (flags, message) => {
  expect(() => readWindowFlags(flags, OF_FILE)).toThrow(expect.objectContaining({ code: 'BAD_INPUT', message }));
});

test('a cutoff that cannot be read is refused', () => {
  expect(() => makeRules({ spans: ['22:00,04:00'], cutoff: 'soon' }, OF_FILE)).toThrow('--cutoff is "soon"');
});

test('a zone that is none is answered with one that may be meant', () => {
  const given = { spans: ['22:00,04:00'], timezone: 'Europe/Berln' };
  expect(() => makeRules(given, undefined)).toThrow(expect.objectContaining({ hint: '--timezone Europe/Berlin' }));
});
