import { MusterError } from './error.ts';
import { parseAt, resolveAt } from './schedule/at.ts';
import { findInstants, readWallClock, utcOf } from './schedule/wall-clock.ts';

const SPAN = /^(\d{1,4})([mhd])$/;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const WEEKDAY = /^(sun|mon|tue|wed|thu|fri|sat)[a-z]* (\d{2}):(\d{2})$/i;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DATE = /^\d{4}-/;
/** Longer, and whoever asked for it has most likely forgotten it; a further one can be asked for. */
const LONGEST_DAYS = 60;

/** `Mon 08:00` the next one, `2026-12-05 08:00`, or `4h` from now: in ms since 1970. */
export function readUntil(text: string, zone: string, now: number): number {
  const until = readMoment(text.trim(), zone, now);
  if (until - now > LONGEST_DAYS * (UNITS['d'] ?? 0))
    throw new MusterError('BAD_INPUT', `--until is more than ${LONGEST_DAYS} days from now`, {
      hint: 'a shorter time; it can be asked for again',
    });
  return until;
}

function readMoment(text: string, zone: string, now: number): number {
  const span = SPAN.exec(text);
  if (span !== null && Number(span[1]) > 0) return now + Number(span[1]) * (UNITS[span[2] ?? ''] ?? 0);
  const weekday = WEEKDAY.exec(text);
  if (weekday !== null) return findNext(weekday, text, zone, now);
  if (DATE.test(text)) return resolveAt(parseAt(text, '--until'), zone, now, '--until');
  throw new MusterError(
    'BAD_INPUT',
    `--until is ${JSON.stringify(text)}, expected a day and a time, a date and a time, or a time from now`,
    {
      hint: '--until "Mon 08:00"\n--until "2026-12-05 08:00"\n--until 4h',
    },
  );
}

/** A week and a day on, because the clocks may skip the very time of the first one. */
function findNext(
  [, day = '', hour = '', minute = '']: RegExpExecArray,
  text: string,
  zone: string,
  now: number,
): number {
  if (Number(hour) > 23 || Number(minute) > 59)
    throw new MusterError('BAD_INPUT', `--until is ${JSON.stringify(text)}, which no clock shows`, {
      hint: '--until "Mon 08:00"',
    });
  const today = readWallClock(zone, now);
  for (let ahead = 0; ahead <= 14; ahead++) {
    const date = new Date(utcOf({ ...today, hour: 0, minute: 0, second: 0 }) + ahead * (UNITS['d'] ?? 0));
    if (date.getUTCDay() !== DAYS.indexOf(day.toLowerCase())) continue;
    const wall = { ...readWallClock('UTC', date.getTime()), hour: Number(hour), minute: Number(minute) };
    const found = findInstants(zone, wall).find((instant) => instant > now);
    if (found !== undefined) return found;
  }
  throw new MusterError('BAD_INPUT', `There is no ${text} in ${zone}`);
}
