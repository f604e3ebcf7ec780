import { MusterError } from '../model/error.ts';
import { CLONE_SLOTS } from '../model/starrocks/knobs/knobs.ts';

/** A flag of `muster tune`, as the product calls what they set. The product itself takes 2 to 64 (as read on 3.5). */
const SLOTS = { flag: '--clone-slots', knob: CLONE_SLOTS, least: 2, most: 64 } as const;

export interface TuneFlags {
  readonly cloneSlots?: number;
}

export function readTune({ cloneSlots }: TuneFlags): { readonly knob: string; readonly value: string } {
  const { flag, knob, least, most } = SLOTS;
  if (cloneSlots === undefined)
    throw new MusterError('BAD_INPUT', 'Nothing is asked to be tuned', { hint: `muster tune ${flag} 16` });
  if (cloneSlots < least || cloneSlots > most)
    throw new MusterError(
      'BAD_INPUT',
      `${flag} is ${cloneSlots}, expected ${least} to ${most}: the product takes no other`,
    );
  return { knob, value: String(cloneSlots) };
}
