import { isOwned, minutesUntilFlip, type Week } from './week.ts';
import { minuteOfWeek, type WallClock } from './wall-clock.ts';

const MINUTE_MS = 60_000;
/** No zone puts its clocks forward and back again within so short a time. */
const STEP_MS = 12 * 3_600_000;

export function isOpenAt(week: Week, clock: WallClock, ms: number): boolean {
  return isOwned(week, minuteOfWeek(ms + clock.offsetAt(ms)));
}

/**
 * The first moment after `from` at which a window opens or closes; `undefined` when there is none before `limit`. What counts
 * is what the clocks of the zone show: an hour that they skip is not there, one that they show twice is there twice.
 */
export function findEdge(week: Week, clock: WallClock, from: number, limit: number): number | undefined {
  if (minutesUntilFlip(week, 0) === undefined) return undefined;
  const open = isOpenAt(week, clock, from);
  let at = from;
  while (at < limit) {
    const offset = clock.offsetAt(at);
    const flip = at + msUntilFlip(week, at + offset);
    const next = Math.min(flip, at + STEP_MS, limit);
    if (clock.offsetAt(next) !== offset) {
      at = findShift(clock, at, next);
      if (isOpenAt(week, clock, at) !== open) return at;
    } else if (next === flip) {
      return flip;
    } else {
      at = next;
    }
  }
  return undefined;
}

function msUntilFlip(week: Week, localMs: number): number {
  const minutes = minutesUntilFlip(week, minuteOfWeek(localMs));
  if (minutes === undefined) return Number.POSITIVE_INFINITY;
  return minutes * MINUTE_MS - (((localMs % MINUTE_MS) + MINUTE_MS) % MINUTE_MS);
}

/** The first moment in (`before`, `after`] at which the clocks are set otherwise than at `before`. */
function findShift(clock: WallClock, before: number, after: number): number {
  const offset = clock.offsetAt(before);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (clock.offsetAt(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}
