import { z } from 'zod';

const entry = z.object({
  /** What the switch was before anyone of us set it. */
  original: z.string().max(64),
  ours: z.string().max(64),
  operation: z.string().max(64),
  /** ISO time. */
  since: z.string().max(40),
});

const note = z.object({ cluster: z.string().max(200), knobs: z.record(z.string().max(100), entry) });

/**
 * What lies on the host of every frontend for as long as an operation holds a switch: an operation whose history is lost, and
 * one of another installation, still finds what to put back.
 */
export type KnobNote = z.infer<typeof note>;
export type KnobEntry = z.infer<typeof entry>;

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

/** The note without these switches; nothing when it says nothing any more, and the file is to go. */
export function removeEntries({ cluster, knobs }: KnobNote, names: readonly string[]): KnobNote | undefined {
  const kept = Object.fromEntries(Object.entries(knobs).filter(([name]) => !names.includes(name)));
  return Object.keys(kept).length === 0 ? undefined : { cluster, knobs: kept };
}
