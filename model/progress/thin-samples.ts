import type { Sample } from '../progress.ts';

/** A record of a week then has about 3 kB; a heartbeat may carry several nodes. */
const KEPT = 60;

/** Dense where it is recent, sparse where it is old: a rate is asked for over the last hour and over the last days. */
export function thinSamples(samples: readonly Sample[]): readonly Sample[] {
  const kept = samples.filter((sample, index) => !isOnPlateau(samples[index - 1], sample, samples[index + 1]));
  while (kept.length > KEPT) kept.splice(findLeastMissed(kept), 1);
  return kept;
}

/** Between two looks that said the same it tells nothing. */
function isOnPlateau(before: Sample | undefined, { left, bytes }: Sample, after: Sample | undefined): boolean {
  return before?.left === left && after?.left === left && before.bytes === bytes && after.bytes === bytes;
}

function findLeastMissed(samples: readonly Sample[]): number {
  const marks = findMarks(samples);
  const now = samples.at(-1)?.at ?? 0;
  let least = 1;
  let missed = Number.POSITIVE_INFINITY;
  for (let index = 1; index < samples.length - 1; index++) {
    const sample = samples[index] as Sample;
    if (marks.has(sample)) continue;
    const span = (samples[index + 1] as Sample).at - (samples[index - 1] as Sample).at;
    const share = span / (now - sample.at + 1);
    if (share < missed) [least, missed] = [index, share];
  }
  return least;
}

/** The first of the most and of the least after it: what is progress is told by them. */
function findMarks(samples: readonly Sample[]): ReadonlySet<Sample> {
  let most: Sample | undefined;
  let least: Sample | undefined;
  for (const sample of samples) {
    if (most === undefined || sample.left > most.left) [most, least] = [sample, sample];
    else if (least !== undefined && sample.left < least.left) least = sample;
  }
  return new Set([most, least].filter((sample) => sample !== undefined));
}
