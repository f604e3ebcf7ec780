import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import type { ReadTiming } from '../../model/schedule/timing.ts';

type Month = Extract<NonNullable<CalendarSpec['month']>, string>;
type DayOfWeek = Extract<NonNullable<CalendarSpec['dayOfWeek']>, string>;

const MONTHS = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
] as const satisfies readonly Month[];
const DAYS = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
] as const satisfies readonly DayOfWeek[];

/** As values of a calendar, not as a cron expression: that would be read by another parser, with rules of its own. */
export function encodeSpec(read: ReadTiming): ScheduleSpec {
  return { calendars: [encodeCalendar(read)], timezone: read.timing.zone };
}

function encodeCalendar(read: ReadTiming): CalendarSpec {
  if ('wall' in read) {
    const { year, month, day, hour, minute, second } = read.wall;
    return { year, month: nameMonth(month), dayOfMonth: day, hour, minute, second };
  }
  const { minute, hour, dayOfMonth, month, dayOfWeek } = read.cron;
  return {
    second: 0,
    minute: [...minute],
    hour: [...hour],
    dayOfMonth: [...dayOfMonth],
    month: month.map(nameMonth),
    dayOfWeek: dayOfWeek.map((day) => DAYS[day] ?? 'SUNDAY'),
    comment: read.timing.cron,
  };
}

function nameMonth(month: number): (typeof MONTHS)[number] {
  return MONTHS[month - 1] ?? 'JANUARY';
}
