import type { ScheduleDescription } from '@temporalio/client';
import { expect, test } from 'vitest';
import { findNext } from '../../../client/schedules/view-schedule.ts';

const NOW = Date.parse('2026-11-29T12:00:00Z');

/** What of a description is looked at. */
function told(...times: readonly string[]): ScheduleDescription {
  return { info: { nextActionTimes: times.map((time) => new Date(time)) } } as unknown as ScheduleDescription;
}

test('the next times are those of the server, but for what has passed', () => {
  const description = told(
    '2026-11-29T11:00:00Z',
    '2026-11-29T13:00:00Z',
    '2026-11-29T14:00:00Z',
    '2026-11-29T15:00:00Z',
    '2026-11-29T16:00:00Z',
  );
  expect(findNext(description, { cron: '@daily', zone: 'UTC' }, NOW)).toEqual([
    '2026-11-29T13:00:00.000Z',
    '2026-11-29T14:00:00.000Z',
    '2026-11-29T15:00:00.000Z',
  ]);
});

test('those that are all over, of one that is paused for long, are found anew', () => {
  const old = told('2026-11-28T10:00:00Z', '2026-11-28T11:00:00Z');
  expect(findNext(old, { cron: '@hourly', zone: 'UTC' }, NOW)).toEqual([
    '2026-11-29T13:00:00.000Z',
    '2026-11-29T14:00:00.000Z',
    '2026-11-29T15:00:00.000Z',
  ]);
});

test('there are none of a time that is over', () => {
  expect(findNext(told('2026-11-28T10:00:00Z'), { at: '2026-11-28 10:00', zone: 'UTC' }, NOW)).toEqual([]);
});
