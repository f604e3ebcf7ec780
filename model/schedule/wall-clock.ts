import { openWallClock, type WallClock } from '../windows/wall-clock.ts';

/** What a clock on the wall shows. Months from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const DAY_MS = 86_400_000;
/** To open one takes longer than thousands of looks at it. */
const clocks = new Map<string, WallClock>();

/** In a zone, at a moment given in ms since 1970. */
export function readWallClock(zone: string, ms: number): WallTime {
  const shown = new Date(ms + offsetAt(zone, ms));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
  };
}

/**
 * Every moment at which the clock of the zone shows it, earlier first: none in the gap of the day on which clocks go
 * forward, two in the hour that comes twice. So Temporal matches it too, but for what its own library of zones makes of
 * such hours (1.31.2, seen): of the two it may fire on one only, and where clocks change by half an hour (Lord Howe Island)
 * it fires in the gap, half an hour later.
 */
export function findInstants(zone: string, wall: WallTime): readonly number[] {
  const asUtc = utcOf(wall);
  const offsets = new Set([-DAY_MS, 0, DAY_MS].map((shift) => offsetAt(zone, asUtc + shift)));
  return [...offsets]
    .filter((offset) => offsetAt(zone, asUtc - offset) === offset)
    .map((offset) => asUtc - offset)
    .sort((one, other) => one - other);
}

/** As if the clock were in UTC; ms since 1970. */
export function utcOf({ year, month, day, hour, minute, second }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** How far the zone is ahead of UTC, in ms. */
function offsetAt(zone: string, ms: number): number {
  const clock = clocks.get(zone) ?? openWallClock(zone);
  clocks.set(zone, clock);
  return clock.offsetAt(ms);
}
