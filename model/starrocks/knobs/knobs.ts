import { MusterError } from '../../error.ts';

/**
 * Switches of the leader that operations set for a while, each with what it may be. A value is of one process: it is gone with
 * it, and another leader has its own (as read).
 */
const KNOBS = {
  /** Off, an emptied backend stays registered, so that its end is seen and another one's DROP told apart. */
  drop_backend_after_decommission: isBoolean,
  /** How many copies a disk sends and receives at once; the product itself takes 2 to 64 (as read). */
  tablet_sched_slot_num_per_path: (value: string) => isWhole(value, 2, 64),
  tablet_sched_disable_balance: isBoolean,
  tablet_sched_disable_colocate_balance: isBoolean,
} as const satisfies Readonly<Record<string, (value: string) => boolean>>;

export type Knob = keyof typeof KNOBS;

export const AUTO_DROP = 'drop_backend_after_decommission' satisfies Knob;
export const BALANCE = 'tablet_sched_disable_balance' satisfies Knob;
export const COLOCATE_BALANCE = 'tablet_sched_disable_colocate_balance' satisfies Knob;
export const CLONE_SLOTS = 'tablet_sched_slot_num_per_path' satisfies Knob;

/** What a person or a procedure wants it to be. */
export type KnobWish = { readonly knob: Knob; readonly value: string };

/** A switch as an operation holds it. */
export type KnobSetting = {
  readonly knob: Knob;
  /** What it is put back to. */
  readonly original: string;
  readonly ours: string;
};

export function isKnob(name: string): name is Knob {
  return Object.hasOwn(KNOBS, name);
}

/** Refuses what the product would clamp or misread. */
export function checkWish({ knob, value }: { readonly knob: string; readonly value: string }): KnobWish {
  if (!isKnob(knob)) throw new MusterError('BAD_INPUT', `${knob} is not a switch that is set here`);
  if (!KNOBS[knob](value)) throw new MusterError('BAD_INPUT', `${knob} cannot be ${JSON.stringify(value)}`);
  return { knob, value };
}

/** Of the frontend that is asked; `_` stands for itself here, no other switch has such a name. */
export function showKnob(knob: Knob): string {
  return `ADMIN SHOW FRONTEND CONFIG LIKE '${knob}'`;
}

/** The original may be anything that the product had, so it is only kept from ending the string. */
export function setKnob(knob: Knob, value: string): string {
  if (!/^[A-Za-z0-9_.-]{1,64}$/.test(value)) {
    throw new MusterError('BAD_INPUT', `${knob} cannot be ${JSON.stringify(value.slice(0, 80))}`);
  }
  return `ADMIN SET FRONTEND CONFIG ("${knob}" = "${value}")`;
}

function isBoolean(value: string): boolean {
  return value === 'true' || value === 'false';
}

function isWhole(value: string, least: number, most: number): boolean {
  return /^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most;
}
