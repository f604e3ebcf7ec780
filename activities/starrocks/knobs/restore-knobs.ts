import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { chooseOriginal } from '../../../model/starrocks/knobs/choose-original.ts';
import { holdersOf, isSameHolder, keepHolders, mergeHolders } from '../../../model/starrocks/knobs/knob-holders.ts';
import {
  type KnobEntry,
  type KnobHolder,
  type KnobNote,
  changeEntries,
} from '../../../model/starrocks/knobs/knob-note.ts';
import { type Knob, type KnobSetting, setKnob } from '../../../model/starrocks/knobs/knobs.ts';
import type { Action, ChangePlan, ChangeResult, Evidence } from '../../../model/step.ts';
import { reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { readKnob, writeKnob } from './leader-knobs.ts';
import { type NoteFile, changeNotes, notePath, readNotes } from './note-files.ts';
import { goesOn, nameOf, thisHolder } from './this-holder.ts';

export interface RestoreKnobsInput {
  readonly cluster: StarRocksCluster;
  /** Those that may have been set. One that neither history nor a note knows of was not. */
  readonly knobs: readonly Knob[];
  /** What history has of them; where it has nothing the notes on the hosts are asked. */
  readonly settings?: readonly KnobSetting[];
  /**
   * Only what this operation was the first to set: what one before it wrote down is that one's to put back, or that of
   * whoever takes its work up. @default false
   */
  readonly ownOnly?: boolean;
}

/**
 * Puts switches back to what they were before anyone of us set them, then takes the notes away. One that another operation
 * holds beside this one stays, and so does its note, which is that one's from then on: the last of them puts it back.
 */
export const restoreKnobs = {
  async plan(tools: Tools, input: RestoreKnobsInput): Promise<ChangePlan> {
    const { leader, backs, others } = await look(tools, input);
    const left = others.map((other) => toLeft(leader, other));
    if (backs.length === 0) return { actions: left.length > 0 ? left : [nothingHeld(leader)] };
    return { actions: [...left, ...backs.map((back) => toAction(leader, back))] };
  },

  async perform(tools: Tools, input: RestoreKnobsInput): Promise<ChangeResult> {
    const { cluster } = input;
    const { leader, notes, backs, others } = await look(tools, input);
    const evidence: Evidence[] = others.map((other) => tell(toLeft(leader, other), 'nothing was sent'));
    for (const back of backs) {
      reportNote(`putting ${back.knob} back to ${back.original}`);
      const answer = isBack(back)
        ? 'nothing was sent'
        : await writeKnob(tools, cluster, leader, back.knob, back.original);
      evidence.push(tell(toAction(leader, back), answer));
    }
    // Only now: a try that failed above must still find them.
    const noted = notes.filter(({ note, unread }) => unread !== undefined || isNoted(note, input.knobs));
    const change = (note: KnobNote | undefined) => note && changeEntries(note, input.knobs, leave(others));
    const changed = await changeNotes(tools, cluster, noted, change);
    const handed = others.some(({ heirs }) => heirs !== undefined);
    for (const file of changed.filter(({ node }) => noted.some((one) => one.node.alias === node.alias))) {
      if (file.unread !== undefined) {
        // Where no frontend is installed none can lie.
        if (backs.length > 0 && file.absent !== true)
          evidence.push(tell(remove(file), `not reached, it may still lie there: ${file.unread}`));
      } else if (file.note === undefined || others.length === 0) evidence.push(tell(remove(file), 'removed'));
      else if (handed) evidence.push(tell(handOver(file, others), 'written'));
    }
    // The value tells it from a step that was skipped.
    return { evidence: evidence.length > 0 ? evidence : [tell(nothingHeld(leader), 'nothing was sent')], value: true };
  },
};

interface Back {
  readonly knob: Knob;
  readonly now: string;
  readonly original: string;
  /** What it was set to. */
  readonly ours?: string | undefined;
}

/**
 * A leader that has the original is no proof: it may have been elected meanwhile, with the values of its file, while those that it
 * leads have ours. They are told by the leader that is told (as read).
 */
function isBack({ now, original, ours }: Back): boolean {
  return now === original && (ours === undefined || ours === original);
}

/** A switch that stays as it is. */
interface Other {
  readonly knob: Knob;
  readonly holder: KnobHolder;
  /** Those that hold it from now on; without them it is only this one that does no more. */
  readonly heirs?: readonly KnobHolder[];
}

async function look(tools: Tools, { cluster, knobs, settings = [], ownOnly = false }: RestoreKnobsInput) {
  const leader = await findLeader(tools, cluster);
  const notes = await readNotes(tools, cluster);
  const read = notes.filter(({ unread }) => unread === undefined).map(({ note }) => note);
  const backs: Back[] = [];
  const others: Other[] = [];
  for (const knob of knobs) {
    const entries = read.flatMap((note) => note?.knobs[knob] ?? []);
    const other = await findOther(knob, entries, ownOnly);
    if (other !== undefined) {
      others.push(other);
      continue;
    }
    const setting = settings.find((one) => one.knob === knob);
    if (setting === undefined && entries.length === 0) continue;
    const now = await readKnob(tools, cluster, leader, knob);
    const original = setting?.original ?? chooseOriginal(knob, now, read).value;
    backs.push({ knob, now, original, ours: setting?.ours ?? entries[0]?.ours });
  }
  return { leader, notes, backs, others };
}

/** Whose it is to put the switch back, when it is not ours. */
async function findOther(knob: Knob, entries: readonly KnobEntry[], ownOnly: boolean): Promise<Other | undefined> {
  const self = thisHolder();
  const noters = entries.flatMap((entry) => holdersOf(entry).slice(0, 1));
  const [noter] = noters;
  if (ownOnly && noter !== undefined && !noters.some((one) => isSameHolder(one, self))) return { knob, holder: noter };
  const known = mergeHolders(entries).filter((one) => !isSameHolder(one, self));
  const open = await Promise.all(known.map(goesOn));
  const heirs = known.filter((_, place) => open[place]);
  return heirs[0] === undefined ? undefined : { knob, holder: heirs[0], heirs };
}

/** What becomes of an entry of a note; nothing takes it out. */
function leave(others: readonly Other[]) {
  const self = thisHolder();
  return (entry: KnobEntry, knob: string): KnobEntry | undefined => {
    const other = others.find((one) => one.knob === knob);
    if (other === undefined) return undefined;
    return keepHolders(entry, other.heirs ?? holdersOf(entry).filter((one) => !isSameHolder(one, self)));
  };
}

function isNoted(note: NoteFile['note'], knobs: readonly Knob[]): boolean {
  return knobs.some((knob) => note?.knobs[knob] !== undefined);
}

function toAction({ host, queryPort }: Leader, back: Back): Action {
  const { knob, original } = back;
  const on = `${host}:${queryPort}`;
  if (isBack(back)) return { kind: 'nothing', on, because: `${knob} is ${original}, as it was` };
  return { kind: 'sql', on, statement: setKnob(knob, original) };
}

function toLeft({ host, queryPort }: Leader, { knob, holder, heirs }: Other): Action {
  const because =
    heirs === undefined
      ? `${knob} was set by an operation before this one (run ${holder.operation}), which puts it back`
      : `${knob} is held by operation ${nameOf(holder.workflow ?? '')} as well, which puts it back at its end`;
  return { kind: 'nothing', on: `${host}:${queryPort}`, because };
}

function remove({ node }: NoteFile): Action {
  return { kind: 'command', on: node.alias, command: `rm ${notePath(node)}` };
}

function handOver({ node }: NoteFile, others: readonly Other[]): Action {
  const diff = others.flatMap(({ knob, holder, heirs }) =>
    heirs === undefined ? [] : [`+ ${knob}: noted for operation ${nameOf(holder.workflow ?? '')}`],
  );
  return { kind: 'file', on: node.alias, path: notePath(node), diff };
}

function nothingHeld({ host, queryPort }: Leader): Action {
  return {
    kind: 'nothing',
    on: `${host}:${queryPort}`,
    because: 'no switch is held now; one that is set on the way is put back here',
  };
}

function tell(action: Action, answer: string): Evidence {
  return { action, answer, at: new Date().toISOString() };
}
