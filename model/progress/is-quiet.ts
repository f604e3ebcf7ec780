import type { DrainRecord } from '../progress.ts';

/**
 * Of the product's time. Recorded on 3.5.7: 139 s before the first tablet leaves, 180 s between two full copies of one
 * tablet; a drain that is well may be as quiet as that, twice over and more.
 */
export const SETTLE_MS = 10 * 60_000;

/** True when nothing has moved for so long that it is worth asking why. */
export function isQuiet(record: DrainRecord, now: number, settleMs: number): boolean {
  const left = record.samples.at(-1)?.left ?? record.total;
  return left > 0 && now - record.progressAt >= settleMs;
}
