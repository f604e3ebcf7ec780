import type { Rates } from './measure-rates.ts';

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Before so many falls were seen an end would be invented. */
const FALLS_NEEDED = 4;
/** And before so much of the way is gone. */
const WAY_NEEDED = 0.02;
/** What stays of the doubt when all but nothing is left, and how much more there is at the beginning. */
const DOUBT_AT_END = 0.12;
const DOUBT_AT_BEGIN = 0.3;
/** Below it the few bytes that are left say nothing: then each tablet takes its time, whatever it holds. */
const BYTES_NEARLY_GONE = 0.05;

/** When it will be empty: not before the one, not after the other, as far as what was seen allows to say. */
export function estimateEnd(counts: Rates | undefined, sizes: Rates | undefined, now: number): TimeRange | undefined {
  if (counts === undefined || counts.last.left === 0) return undefined;
  const byCount = estimate(counts, now);
  const bySize = sizes === undefined ? undefined : estimate(sizes, now);
  if (sizes === undefined || bySize === undefined) return byCount;
  const share = sizes.last.left / (sizes.last.left + sizes.gone);
  if (share > BYTES_NEARLY_GONE || byCount === undefined) return bySize;
  return { from: Math.min(bySize.from, byCount.from), to: Math.max(bySize.to, byCount.to) };
}

function estimate({ last, fellAt, gone, slowest, fastest, pause, falls }: Rates, now: number): TimeRange | undefined {
  const way = gone + last.left;
  if (falls < FALLS_NEEDED || gone < way * WAY_NEEDED || last.left === 0) return undefined;
  const doubt = DOUBT_AT_END + DOUBT_AT_BEGIN * (last.left / way) + 1 / falls;
  // What is being copied since the last fall is not seen before it is done.
  const from = fellAt + last.left / (fastest * (1 + doubt));
  const to = last.at + (last.left / slowest) * (1 + doubt) + pause;
  // Nobody has looked since: whether it ended meanwhile is not known.
  if (to < now) return undefined;
  return { from: Math.max(now, from), to };
}
