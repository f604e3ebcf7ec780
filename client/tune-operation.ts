import { setTimeout as pause } from 'node:timers/promises';
import { CLOSED_STATES, type HeldSwitch, type OperationProgress, type TuneInput } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { giveVerb } from './give-verb.ts';
import { readOperation } from './read-operation.ts';
import type { WatchTarget } from './watch.ts';

const LOOK_EVERY_MS = 300;
/** A statement and its reading back, with a search for the leader before each. */
const SET_LIMIT_MS = 60_000;

export interface Tuned {
  readonly progress: OperationProgress;
  /** As the operation held it before; absent when it did not. */
  readonly before: HeldSwitch | undefined;
  /** As it holds it now. */
  readonly now: HeldSwitch | undefined;
}

/** Sets a switch for as long as the drain runs; gives it when it is set, needs a person, or takes too long. */
export async function tuneOperation(link: Link, target: WatchTarget, wish: TuneInput): Promise<Tuned> {
  const read = async () => (await readOperation(link.client, target.workflowId, target.runId)).progress;
  const before = findHeld(await read(), wish.knob);
  await giveVerb(link, target, 'tune', wish);
  const end = Date.now() + SET_LIMIT_MS;
  for (;;) {
    const progress = await read();
    const now = findHeld(progress, wish.knob);
    const isOver = progress.attention !== undefined || CLOSED_STATES.includes(progress.state) || Date.now() > end;
    if (now?.ours === wish.value || isOver) return { progress, before, now };
    await pause(LOOK_EVERY_MS);
  }
}

function findHeld({ held = [] }: OperationProgress, knob: string): HeldSwitch | undefined {
  return held.find((one) => one.knob === knob);
}
