import type { KnobEntry, KnobNote } from './knob-note.ts';

export interface Original {
  readonly value: string;
  /** The note that says so; without one it is what the leader has now. */
  readonly from?: KnobEntry;
}

/**
 * What a switch was before anyone of us set it. What stands in the notes goes before what the leader has now, which may be our
 * own value of an operation whose history is lost. A note that few hosts have and that the leader contradicts is one of long
 * ago, left on a host that could not be reached when it was to be removed.
 */
export function chooseOriginal(knob: string, now: string, notes: readonly (KnobNote | undefined)[]): Original {
  const entries = notes.flatMap((known) => known?.knobs[knob] ?? []);
  // Of several the first one: a later one was made by somebody who did not see it, and took our value for the original.
  const [first] = entries.toSorted((one, other) => compare(one.since, other.since));
  if (first === undefined) return { value: now };
  const isStale = entries.length * 2 <= notes.length && now !== first.ours;
  return isStale ? { value: now } : { value: first.original, from: first };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
