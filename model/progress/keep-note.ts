import type { LongProgress } from '../progress.ts';

const KEPT = 10;

/** The latest last; the oldest falls out. */
export function keepNote(notes: LongProgress['notes'], at: number, text: string): NonNullable<LongProgress['notes']> {
  return [...(notes ?? []), { at: new Date(at).toISOString(), text }].slice(-KEPT);
}
