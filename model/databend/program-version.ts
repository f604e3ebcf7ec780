/** `1.2.888-patch-8` out of a line of `--version`, `v1.2.888-patch-8-6684062f5d-simd(…)` (recorded), or out of a status. */
export function readVersion(line: string): string | undefined {
  return /(?:^|[\sv])(\d+\.\d+\.\d+(?:-(?:patch-\d+|nightly|alpha|beta|rc\d*))?)/.exec(line)?.[1];
}

/** A version without what was patched or built of it says only its three numbers. */
export function sameVersion(one: string, other: string): boolean {
  const [mine, theirs] = [one, other].map((text) => readVersion(text) ?? text);
  if (mine === theirs) return true;
  if (mine?.includes('-') === true && theirs?.includes('-') === true) return false;
  return numbersOf(mine) === numbersOf(theirs);
}

/** `learner` of the file is known from this one on (as read). */
const FIRST_WITH_LEARNERS = [1, 2, 802] as const;

export function hasLearners(version: string): boolean {
  const numbers = (readVersion(version) ?? '').split('-')[0]?.split('.').map(Number) ?? [];
  for (const [place, first] of FIRST_WITH_LEARNERS.entries()) {
    const mine = numbers[place] ?? 0;
    if (mine !== first) return mine > first;
  }
  return true;
}

function numbersOf(version: string | undefined): string {
  return version?.split('-')[0] ?? '';
}
