import { parseSpan, WEEK_MINUTES } from './parse-span.ts';

/** Which window each minute of the week is of; its index in the rules, -1 outside. */
export type Week = Int16Array;

export interface Overlap {
  readonly span: number;
  readonly with: number;
}

/** Spans that cannot be read are left out: they are refused elsewhere. Of two that overlap the first has the minute. */
export function layOut(spans: readonly string[]): { readonly week: Week; readonly overlaps: readonly Overlap[] } {
  const week: Week = new Int16Array(WEEK_MINUTES).fill(-1);
  const overlaps: Overlap[] = [];
  spans.forEach((text, span) => {
    for (const { from, length } of parseSpan(text) ?? []) {
      for (let step = 0; step < length; step += 1) {
        const minute = (from + step) % WEEK_MINUTES;
        const owner = week[minute] ?? -1;
        if (owner === -1) week[minute] = span;
        else if (!overlaps.some((known) => known.span === span && known.with === owner))
          overlaps.push({ span, with: owner });
      }
    }
  });
  return { week, overlaps };
}

/** Minutes from this one until it is no longer as it is here; `undefined` when it is the same all week. */
export function minutesUntilFlip(week: Week, minute: number): number | undefined {
  const open = isOwned(week, minute);
  for (let ahead = 1; ahead <= WEEK_MINUTES; ahead += 1) if (isOwned(week, minute + ahead) !== open) return ahead;
  return undefined;
}

export function isOwned(week: Week, minute: number): boolean {
  return ownerOf(week, minute) !== -1;
}

export function ownerOf(week: Week, minute: number): number {
  return week[minute % WEEK_MINUTES] ?? -1;
}
