import type { Backends } from '../../activities/starrocks/backends.ts';
import type { RestoreKnobsInput } from '../../activities/starrocks/knobs/restore-knobs.ts';
import type { SetKnobsInput } from '../../activities/starrocks/knobs/set-knobs.ts';
import { askWhatToLeave } from '../../model/starrocks/drain/ask-what-to-leave.ts';
import { AUTO_DROP, CLONE_SLOTS, type KnobSetting } from '../../model/starrocks/knobs/knobs.ts';
import type { Operation, ProcedureInput, Undo, Wish } from '../core/procedure.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { refer } from '../core/references.ts';

const backends = refer<Backends>('starrocks.backends');

/** What a drain sets, and what a person may set while it waits. */
const HELD = [AUTO_DROP, CLONE_SLOTS] as const;
export const TUNABLE: readonly string[] = [CLONE_SLOTS];

/** By the input of the operation, which its undo shares: what `run` learned is known there too. */
const kept = new WeakMap<ProcedureInput<StarRocksCluster>, readonly KnobSetting[]>();

export function heldSwitches(input: ProcedureInput<StarRocksCluster>): readonly KnobSetting[] {
  return kept.get(input) ?? [];
}

/** Before the DECOMMISSION: otherwise an emptied backend vanishes by itself, as if somebody else had dropped it. */
export async function holdAutoDrop(op: Operation, input: ProcedureInput<StarRocksCluster>): Promise<void> {
  const asked = { cluster: input.cluster, knobs: [{ knob: AUTO_DROP, value: 'false' }] };
  // Asked from before the first set: after a lost reply it may be set.
  op.onLeave(askWhatToLeave(input.nodes, 'true'));
  const set = await op.change<SetKnobsInput, readonly KnobSetting[]>(
    'switches',
    'Keep an emptied backend from being dropped',
    backends.setKnobs,
    asked,
  );
  remember(op, input, set ?? []);
  const auto = heldSwitches(input).find(({ knob }) => knob === AUTO_DROP);
  if (auto !== undefined) op.onLeave(askWhatToLeave(input.nodes, auto.original));
}

/** A wish of a person, kept like the switch of our own. */
export async function tuneSwitch(op: Operation, input: ProcedureInput<StarRocksCluster>, wish: Wish): Promise<void> {
  const asked = { cluster: input.cluster, knobs: [wish] };
  const set = await op.change<SetKnobsInput, readonly KnobSetting[]>(
    'tune',
    `Set ${wish.knob} to ${wish.value} for as long as it drains`,
    backends.setKnobs,
    asked,
    { skippable: `${wish.knob} stays as it is` },
  );
  remember(op, input, set ?? []);
}

export async function putSwitchesBack(op: Operation, input: ProcedureInput<StarRocksCluster>): Promise<void> {
  const restored = await op.change<RestoreKnobsInput, boolean>(
    'restore',
    'Put the switches back',
    backends.restoreKnobs,
    toRestoring(input),
    { skippable: 'the switches stay as they are; the notes on the frontends say what they were' },
  );
  op.onLeave(undefined);
  // Without a value it was skipped.
  if (restored === true) op.holds([]);
}

/** What may have been set, whatever was answered: the notes on the hosts tell. */
export async function takeSwitchesBack(op: Undo, input: ProcedureInput<StarRocksCluster>): Promise<void> {
  const restored = await op.takeBack<RestoreKnobsInput, boolean>(
    ['switches', 'tune'],
    'restore',
    'Put the switches back',
    backends.restoreKnobs,
    toRestoring(input),
    {
      skippable: 'the switches stay as they are; the notes on the frontends say what they were',
    },
  );
  if (restored === true) op.holds([]);
}

function remember(op: Operation, input: ProcedureInput<StarRocksCluster>, set: readonly KnobSetting[]): void {
  const others = heldSwitches(input).filter(({ knob }) => !set.some((one) => one.knob === knob));
  kept.set(input, [...others, ...set]);
  op.holds(heldSwitches(input));
}

function toRestoring(input: ProcedureInput<StarRocksCluster>): RestoreKnobsInput {
  return { cluster: input.cluster, knobs: HELD, settings: heldSwitches(input) };
}
