import { z } from 'zod';

const holder = z.object({
  /** Id of its run. */
  operation: z.string().max(64),
  /** Under which its own Temporal knows it. @default not known: of before there were several */
  workflow: z.string().max(1000).optional(),
});

const entry = z.object({
  /** What the switch was before anyone of us set it. */
  original: z.string().max(64),
  ours: z.string().max(64),
  ...holder.shape,
  /** ISO time. */
  since: z.string().max(40),
  /** Who holds it beside the one that wrote it down: the last of them puts it back. @default nobody */
  beside: z.array(holder).optional(),
});

const note = z.object({ cluster: z.string().max(200), knobs: z.record(z.string().max(100), entry) });

/**
 * What lies on the host of every frontend for as long as an operation holds a switch: an operation whose history is lost, and
 * one of another installation, still finds what to put back.
 */
export type KnobNote = z.infer<typeof note>;
export type KnobEntry = z.infer<typeof entry>;
export type KnobHolder = z.infer<typeof holder>;

/** Nothing when it is no such file. */
export function parseKnobNote(text: string): KnobNote | undefined {
  try {
    return note.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function writeKnobNote(content: KnobNote): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** The note with this switch in it. */
export function addEntry(known: KnobNote | undefined, cluster: string, knob: string, added: KnobEntry): KnobNote {
  return { cluster, knobs: { ...known?.knobs, [knob]: added } };
}

/** The note with what `change` makes of these switches; nothing when it says nothing any more, and the file is to go. */
export function changeEntries(
  { cluster, knobs }: KnobNote,
  names: readonly string[],
  change: (entry: KnobEntry, name: string) => KnobEntry | undefined,
): KnobNote | undefined {
  const kept = Object.entries(knobs).flatMap(([name, known]) => {
    const entry = names.includes(name) ? change(known, name) : known;
    return entry === undefined ? [] : [[name, entry] as const];
  });
  return kept.length === 0 ? undefined : { cluster, knobs: Object.fromEntries(kept) };
}
