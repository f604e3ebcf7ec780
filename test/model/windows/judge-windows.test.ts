import { describe, expect, it, test } from 'vitest';
import { describeWindows } from '../../../model/windows/describe-windows.ts';
import { judgeWindows } from '../../../model/windows/judge-windows.ts';
import { formatCutoff, parseCutoff } from '../../../model/windows/parse-cutoff.ts';

const judge = (spans: readonly string[], timezone = 'UTC', cutoffMs = 0) =>
  judgeWindows({ spans, timezone, cutoffMs }).map(({ message }) => message);

test('what can be kept is not refused', () => {
  expect(judge(['SAT-02:00,SAT-06:00', '22:00,23:30', 'SUN-23:30,MON-01:00'], 'Europe/Berlin', 1_800_000)).toEqual([]);
  expect(judge(['sat-02:00, sun-24:00'])).toEqual([]);
  expect(judge([])).toEqual([]);
});

describe('each is refused once', () => {
  it.each([
    'SAT-02:00',
    'SAT-02:00,06:00',
    'SAY-02:00,SAY-06:00',
    '2:00,6:00',
    '22:00,24:01',
    '22:60,23:00',
    '22:00-23:00',
    '22:00,23:00,SAT-00:00,SAT-01:00',
    '',
    ' 22:00,23:00',
  ])('%j cannot be read', (span) => {
    expect(judge([span])).toEqual([expect.stringContaining(`"${span}" is not a window such as`)]);
  });

  it.each(['22:00,22:00', 'SAT-02:00,SAT-02:00', 'SUN-24:00,MON-00:00', '24:00,00:00'])('%s is empty', (span) => {
    expect(judge([span])).toEqual([`"${span}" is empty: it ends when it begins`]);
  });

  it.each([
    ['SAT-02:00,SAT-06:00', 'SAT-05:59,SAT-07:00'],
    ['22:00,04:00', 'SAT-02:00,SAT-06:00'],
    ['SUN-22:00,MON-04:00', '03:00,03:30'],
    ['22:00,04:00', '22:00,04:00'],
  ])('%s and %s overlap', (one, other) => {
    expect(judge([one, other])).toEqual([`"${other}" overlaps "${one}": write them as one, or apart`]);
  });

  it.each(['Europe/Berln', 'CEST', '+02:00', '', 'Europe/../Berlin'])('the zone %j is unknown', (zone) => {
    expect(judge(['22:00,04:00'], zone)).toEqual([expect.stringContaining(`"${zone}" is not a zone`)]);
  });

  it('a cutoff that is not shorter than a window; windows that touch count as one', () => {
    expect(judge(['SAT-02:00,SAT-02:30'], 'UTC', 1_800_000)).toEqual([
      'the cutoff 30m leaves nothing of "SAT-02:00,SAT-02:30", which is not longer',
    ]);
    expect(judge(['SAT-02:00,SAT-02:30', 'SAT-02:30,SAT-02:31'], 'UTC', 1_800_000)).toEqual([]);
    expect(judge(['00:00,24:00'], 'UTC', 9999 * 3_600_000)).toEqual([]);
  });
});

test('a cutoff is read and written', () => {
  expect(['30m', '2h', '90s', '0m', '60m'].map(parseCutoff)).toEqual([1_800_000, 7_200_000, 90_000, 0, 3_600_000]);
  expect(['30', 'm', '-5m', '1.5h', '1d', '12345m', ''].map(parseCutoff)).toEqual(Array(7).fill(undefined));
  expect([1_800_000, 7_200_000, 90_000, 0].map(formatCutoff)).toEqual(['30m', '2h', '90s', '0s']);
});

test('they are told in one line', () => {
  expect(describeWindows({ spans: ['SAT-02:00,SAT-06:00', '22:00,23:00'], timezone: 'UTC', cutoffMs: 60_000 })).toBe(
    'SAT-02:00,SAT-06:00 and 22:00,23:00 (UTC), cutoff 1m',
  );
});
