import { condition } from '@temporalio/workflow';
import type { HeldSwitch, WindowQuestion } from '../../model/operation.ts';
import type { RecordedAnswer } from '../../model/windows/recorded-answer.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import type { WindowKeeper } from './window-keeper.ts';

const ASK_AGAIN_MS = 24 * 3_600_000;
const LEAST_MS = 1_000;

interface Pacing {
  readonly windows: WindowKeeper;
  readonly holding: Holding;
  readonly journal: Journal;
  /** The switch that is set low. */
  readonly knob: string;
  readonly about: WindowQuestion;
  /** The wait that is paced has ended. */
  readonly isOver: () => boolean;
}

/**
 * Sets a throttle low while no window is open, and as it was while one is. It only wishes for it, as a person does who tunes, so
 * it is set, read back, told and put back at the end in the same way. What a person tunes goes before, until the next edge.
 */
export async function paceByWindow({ windows, holding, journal, knob, about, isOver }: Pacing): Promise<void> {
  // A wait that begins again may find it set low.
  let gentle = heldOf(journal, knob)?.ours === String(windows.kept?.gentleSlots);
  while (!isOver()) {
    const { version } = windows;
    const answer = await windows.ask(about);
    if (isOver()) return;
    const slots = windows.kept?.gentleSlots;
    const outside = answer !== undefined && !answer.open && slots !== undefined;
    if (outside && !gentle) holding.wishMeanwhile({ knob, value: String(slots) });
    if (!outside && gentle) {
      const original = heldOf(journal, knob)?.original;
      const value = holding.wishedFor(knob) ?? original;
      // Without one it was never set.
      if (value !== undefined) holding.wishMeanwhile({ knob, value });
    }
    gentle = outside;
    const ms = Math.min(ASK_AGAIN_MS, Math.max(LEAST_MS, msToEdge(answer, windows.kept?.cutoffMs ?? 0)));
    await condition(() => isOver() || windows.version !== version, ms, { summary: 'until a window opens or closes' });
  }
}

function heldOf(journal: Journal, knob: string): HeldSwitch | undefined {
  return journal.view().held?.find((one) => one.knob === knob);
}

function msToEdge(answer: RecordedAnswer | undefined, cutoffMs: number): number {
  const edge = answer?.open === true ? answer.closesAt : (answer?.opensAt ?? null);
  if (answer === undefined || edge === null) return Number.POSITIVE_INFINITY;
  return Date.parse(edge) - (answer.open ? cutoffMs : 0) - Date.parse(answer.at);
}
