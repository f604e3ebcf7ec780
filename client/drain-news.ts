import type { LongProgress } from '../model/progress.ts';
import { describeDrain } from '../model/progress/describe-drain.ts';
import { showStall, showTrouble } from './screens/drain.ts';
import { wrap } from './screens/layout.ts';
import type { View } from './screens/view.ts';

/** `14:05:11  ` before each group of lines. */
const STAMP = 10;

interface Told {
  /** Of the way, by node. */
  readonly tenths: Map<string, number>;
  /** The cause that is told of. */
  cause?: string | undefined;
  readonly notes: Set<string>;
  troubled: boolean;
}

/** What a log needs of a drain of days: each tenth of the way, each stall, and each change of ours; never a line for each look. */
export class DrainNews {
  readonly #steps = new Map<string, Told>();

  /** What is new since the last call: one group of lines for each. */
  tell(step: string, progress: LongProgress, view: View): readonly (readonly string[])[] {
    const known = this.#steps.get(step);
    const told: Told = known ?? { tenths: new Map(), notes: new Set(progress.notes?.map(keyOf)), troubled: false };
    this.#steps.set(step, told);
    return [
      ...this.#tellNotes(told, progress, view),
      ...this.#tellTrouble(told, progress, view),
      ...this.#tellStall(told, progress, view),
      ...this.#tellTenths(told, progress, view),
    ];
  }

  #tellTenths({ tenths }: Told, progress: LongProgress, view: View): readonly (readonly string[])[] {
    const lines = describeDrain(progress, view);
    return Object.entries(progress.nodes).flatMap(([node, { total, samples }], index) => {
      const left = samples.at(-1)?.left ?? total;
      const tenth = left === 0 ? 10 : Math.floor((10 * (total - left)) / total);
      // A count that rises again and comes back is no news.
      if (tenth <= (tenths.get(node) ?? -1)) return [];
      tenths.set(node, tenth);
      return [[lines[index] ?? '']];
    });
  }

  /** Not each reason: looks that fail one after the other may do so for several. */
  #tellTrouble(told: Told, { trouble }: LongProgress, view: View): readonly (readonly string[])[] {
    const before = told.troubled;
    told.troubled = trouble !== undefined;
    if (before === told.troubled) return [];
    if (trouble === undefined) return [[`${view.style.green('✓')} it can be looked at again`]];
    return [showTrouble(trouble, { ...view, width: view.width - STAMP })];
  }

  #tellStall(told: Told, progress: LongProgress, view: View): readonly (readonly string[])[] {
    const { stall } = progress;
    const before = told.cause;
    told.cause = stall?.cause;
    if (stall?.cause === before) return [];
    if (stall === undefined) return [[`${view.style.green('✓')} tablets leave again`]];
    return [showStall(progress, { ...view, width: view.width - STAMP })];
  }

  #tellNotes({ notes }: Told, progress: LongProgress, view: View): readonly (readonly string[])[] {
    return (progress.notes ?? []).flatMap((note) => {
      if (notes.has(keyOf(note))) return [];
      notes.add(keyOf(note));
      return [wrap(note.text, view.width - STAMP)];
    });
  }
}

function keyOf({ at, text }: { readonly at: string; readonly text: string }): string {
  return `${at} ${text}`;
}
