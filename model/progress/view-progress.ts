import type { DrainRecord, DrainView, Sample } from '../progress.ts';
import { estimateEnd } from './estimate-end.ts';
import { type Point, measureRates } from './measure-rates.ts';

const HOUR_MS = 3_600_000;

/** What can be said of a node now. Bytes say more of the end than counts: the last tablets may be the largest. */
export function viewProgress(record: DrainRecord, now: number): DrainView {
  const { samples, total, totalBytes, progressAt } = record;
  const last = samples.at(-1) ?? { at: record.startedAt, left: total };
  const moment = Math.max(now, last.at);
  const counts = measureRates(samples.map(({ at, left }) => ({ at, left })));
  const sizes = measureRates(listBytes(samples));
  const eta = estimateEnd(counts, sizes, moment);
  return {
    left: last.left,
    total,
    ...(last.bytes !== undefined && { bytes: last.bytes }),
    ...(totalBytes !== undefined && { totalBytes }),
    ...(counts !== undefined && { perHour: counts.recent * HOUR_MS }),
    ...(sizes !== undefined && { bytesPerHour: sizes.recent * HOUR_MS }),
    ...(eta !== undefined && { eta }),
    progressAt,
    quietMs: Math.max(0, moment - progressAt),
  };
}

/** Those from the first on that are known without a gap up to now. */
function listBytes(samples: readonly Sample[]): readonly Point[] {
  const from = samples.findLastIndex(({ bytes }) => bytes === undefined) + 1;
  return samples.slice(from).flatMap(({ at, bytes }) => (bytes === undefined ? [] : [{ at, left: bytes }]));
}
