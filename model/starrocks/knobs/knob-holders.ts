import type { KnobEntry, KnobHolder } from './knob-note.ts';

/** All that hold the switch, the one that wrote it down first. */
export function holdersOf({ operation, workflow, beside = [] }: KnobEntry): readonly KnobHolder[] {
  return [makeHolder(operation, workflow), ...beside];
}

/** An operation that was reset goes on under another run of the same workflow. */
export function isSameHolder(one: KnobHolder, other: KnobHolder): boolean {
  if (one.operation === other.operation) return true;
  return one.workflow !== undefined && one.workflow !== '' && one.workflow === other.workflow;
}

/** With one more that holds it; whoever holds it already is not written down again. */
export function joinHolders(entry: KnobEntry, joining: KnobHolder): KnobEntry {
  if (holdersOf(entry).some((known) => isSameHolder(known, joining))) return entry;
  return { ...entry, beside: [...(entry.beside ?? []), joining] };
}

/**
 * With nobody but these; the first of them takes over what is to be put back, whoever wrote it down. On a host that was out of
 * reach when one of them came, it is written down now. Nothing when nobody is left.
 */
export function keepHolders(entry: KnobEntry, left: readonly KnobHolder[]): KnobEntry | undefined {
  const [heir, ...others] = left;
  if (heir === undefined) return undefined;
  const { original, ours, since } = entry;
  return {
    original,
    ours,
    ...makeHolder(heir.operation, heir.workflow),
    since,
    ...(others.length > 0 && { beside: others }),
  };
}

/** Each once, in the order in which they came. */
export function mergeHolders(entries: readonly KnobEntry[]): readonly KnobHolder[] {
  const merged: KnobHolder[] = [];
  for (const holder of entries.flatMap(holdersOf))
    if (!merged.some((known) => isSameHolder(known, holder))) merged.push(holder);
  return merged;
}

function makeHolder(operation: string, workflow: string | undefined): KnobHolder {
  return { operation, ...(workflow !== undefined && { workflow }) };
}
