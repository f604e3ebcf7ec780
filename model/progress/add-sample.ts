import type { DrainRecord, Sample } from '../progress.ts';
import { thinSamples } from './thin-samples.ts';

/** Clocks of two workers may differ by so much without being wrong. */
const CLOCKS_DIFFER_MS = 60_000;

/** What is known of a node after one more look at it. The same look given again changes nothing. */
export function addSample(record: DrainRecord | undefined, sample: Sample): DrainRecord {
  if (record === undefined) return begin(sample);
  const last = record.samples.at(-1);
  if (last === undefined) return { ...begin(sample), startedAt: Math.min(record.startedAt, sample.at) };
  if (sample.at === last.at && sample.left === last.left && sample.bytes === last.bytes) return record;

  const behind = last.at - sample.at;
  const base = behind > CLOCKS_DIFFER_MS ? moveBack(record, behind) : record;
  const seen = { ...sample, at: Math.max(sample.at, base.samples.at(-1)?.at ?? sample.at) };
  // A second look at the same moment takes the place of the first, or rates would be divided by no time at all.
  const earlier = base.samples.at(-1)?.at === seen.at ? base.samples.slice(0, -1) : base.samples;
  const lowest = findLowest(base);
  const samples = [...earlier, seen];
  const totalBytes = most(base.totalBytes, seen.bytes);
  return {
    startedAt: base.startedAt,
    total: Math.max(base.total, seen.left),
    ...(totalBytes !== undefined && { totalBytes }),
    progressAt: seen.left < lowest ? seen.at : base.progressAt,
    samples: thinSamples(samples),
  };
}

function begin(sample: Sample): DrainRecord {
  return {
    startedAt: sample.at,
    total: sample.left,
    ...(sample.bytes !== undefined && { totalBytes: sample.bytes }),
    progressAt: sample.at,
    samples: [sample],
  };
}

/** A clock that was set back: what was seen moves with it, so that spans stay what they were. */
function moveBack(record: DrainRecord, by: number): DrainRecord {
  return {
    ...record,
    startedAt: record.startedAt - by,
    progressAt: record.progressAt - by,
    samples: record.samples.map((sample) => ({ ...sample, at: sample.at - by })),
  };
}

/**
 * The least that was left since it was most. From a new most on it is counted anew: after a cancel and a second
 * decommission a node drains, although it was emptier before.
 */
function findLowest({ samples }: DrainRecord): number {
  let most = -1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { left } of samples) {
    if (left > most) [most, lowest] = [left, left];
    else lowest = Math.min(lowest, left);
  }
  return lowest;
}

function most(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
