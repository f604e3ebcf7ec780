import { MusterError } from '../error.ts';
import { findInstants, readWallClock, utcOf, type WallTime } from './wall-clock.ts';

const AT = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;
const HOUR_MS = 3_600_000;

/** `2026-12-05 02:00`, a time that there is on a calendar and a clock. `flag` is where it was given. */
export function parseAt(text: string, flag = '--at'): WallTime {
  const hint = `${flag} "2026-12-05 02:00" --timezone Europe/Berlin`;
  const found = AT.exec(text.trim());
  if (found === null)
    throw new MusterError('BAD_INPUT', `${flag} is ${JSON.stringify(text)}, expected a date and a time`, { hint });
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((digits = '0') => Number(digits));
  const wall: WallTime = { year, month, day, hour, minute, second };
  const back = new Date(utcOf(wall));
  const same =
    back.getUTCMonth() + 1 === month &&
    back.getUTCDate() === day &&
    back.getUTCHours() === hour &&
    back.getUTCMinutes() === minute &&
    second < 60;
  if (!same) throw new MusterError('BAD_INPUT', `${flag} is ${JSON.stringify(text)}, which no calendar has`, { hint });
  return wall;
}

/** The moment that is meant: of an hour that comes twice the first time. Refuses what is over, or never is. */
export function resolveAt(wall: WallTime, zone: string, now: number, flag = '--at'): number {
  const [first, second] = findInstants(zone, wall);
  if (first === undefined) {
    const before = findInstants(zone, readWallClock('UTC', utcOf(wall) - HOUR_MS)).at(-1);
    throw new MusterError(
      'BAD_INPUT',
      `There is no ${formatWall(wall)} in ${zone}: the clocks go forward over it that day`,
      before === undefined ? {} : { hint: `${flag} "${formatWall(readWallClock(zone, before + HOUR_MS))}"` },
    );
  }
  const next = first > now ? first : second;
  if (next === undefined || next <= now) {
    throw new MusterError('BAD_INPUT', `${formatWall(wall)} in ${zone} is over`, {
      hint: `now it is ${formatWall(readWallClock(zone, now))} there`,
    });
  }
  return next;
}

/** `2026-12-05 02:00`, with seconds where there are any. */
export function formatWall({ year, month, day, hour, minute, second }: WallTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = second === 0 ? '' : `:${two(second)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}${seconds}`;
}
