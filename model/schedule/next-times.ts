import type { Cron } from './cron.ts';
import { findInstants, readWallClock } from './wall-clock.ts';

/** 29 February is a Sunday at most 40 years after it was one (across 2100, which is no leap year). */
const SEARCHED_DAYS = 41 * 366;

/** The next moments after one, in ms since 1970; fewer than asked for, or none, when it does not fire that often. */
export function findNextTimes(cron: Cron, zone: string, after: number, count: number): readonly number[] {
  const found: number[] = [];
  const { year, month, day } = readWallClock(zone, after);
  for (let ahead = 0; ahead < SEARCHED_DAYS && found.length < count; ahead++) {
    const date = new Date(Date.UTC(year, month - 1, day + ahead));
    if (isDay(cron, date)) found.push(...listDay(cron, zone, date, after, count - found.length));
  }
  return found;
}

function isDay({ month, dayOfMonth, dayOfWeek }: Cron, date: Date): boolean {
  return (
    month.includes(date.getUTCMonth() + 1) &&
    dayOfMonth.includes(date.getUTCDate()) &&
    dayOfWeek.includes(date.getUTCDay())
  );
}

function listDay(cron: Cron, zone: string, date: Date, after: number, most: number): readonly number[] {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const instants = cron.hour.flatMap((hour) =>
    cron.minute.flatMap((minute) => findInstants(zone, { year, month, day, hour, minute, second: 0 })),
  );
  // An hour that comes twice comes as a whole: what follows in the list may be earlier.
  return instants
    .filter((instant) => instant > after)
    .sort((one, other) => one - other)
    .slice(0, most);
}
