/** How much was left at a time: tablets or bytes. */
export interface Point {
  readonly at: number;
  readonly left: number;
}

/** How fast it went, over spans that end at the last look. Per millisecond. */
export interface Rates {
  readonly last: Point;
  /** When it was last seen to fall. */
  readonly fellAt: number;
  /** Gone since it was most. */
  readonly gone: number;
  /** Over about the last quarter of the way. */
  readonly recent: number;
  readonly slowest: number;
  readonly fastest: number;
  /** The longest time between two falls, the one that goes on included. Milliseconds. */
  readonly pause: number;
  /** How often it was seen to fall. */
  readonly falls: number;
}

/** Fewer in a span, and its rate is mere chance. */
const FALLS_IN_SPAN = 3;
/** The last of them is a 64th of the way: what changed last shows there first. */
const HALVES = 6;
const RECENT = 2;

/** `undefined` until something has left. The time before the first fall is no part of it: the product waits there. */
export function measureRates(points: readonly Point[]): Rates | undefined {
  const way = sinceFirstFall(points);
  const [first] = way;
  const last = way.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  const gone = first.left - last.left;
  if (gone <= 0) return undefined;

  const whole = last.at - first.at;
  const rates: number[] = [];
  for (let halves = 0; halves <= HALVES; halves++) {
    const from = last.at - whole / 2 ** halves;
    if (halves > 0 && countFalls(way, from) < FALLS_IN_SPAN) break;
    const rate = (leftAt(way, from) - last.left) / (last.at - from);
    if (rate > 0) rates.push(rate);
  }
  return {
    last,
    fellAt: findLastFall(way),
    gone,
    recent: rates[Math.min(RECENT, rates.length - 1)] ?? 0,
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    pause: findPause(way),
    falls: countFalls(way, first.at),
  };
}

/** From the last look at which all was still there. */
function sinceFirstFall(points: readonly Point[]): readonly Point[] {
  let most = 0;
  for (const [index, { left }] of points.entries()) if (left >= (points[most]?.left ?? 0)) most = index;
  return points.slice(most);
}

function countFalls(points: readonly Point[], from: number): number {
  return points.filter(({ at, left }, index) => at > from && left < (points[index - 1]?.left ?? left)).length;
}

function findLastFall(points: readonly Point[]): number {
  return points.findLast(({ left }, index) => left < (points[index - 1]?.left ?? left))?.at ?? points[0]?.at ?? 0;
}

/** On the straight line between the two looks around it. */
function leftAt(points: readonly Point[], at: number): number {
  const after = points.findIndex((point) => point.at >= at);
  const [one, other] = [points[after - 1], points[after]];
  if (one === undefined || other === undefined) return other?.left ?? 0;
  return other.left + ((one.left - other.left) * (other.at - at)) / (other.at - one.at);
}

function findPause(points: readonly Point[]): number {
  let longest = 0;
  let since = points[0]?.at ?? 0;
  let lowest = points[0]?.left ?? 0;
  for (const { at, left } of points) {
    // Thinned looks lie apart; only what was seen to stay the same was a pause.
    if (left >= lowest) longest = Math.max(longest, at - since);
    else [since, lowest] = [at, left];
  }
  return longest;
}
