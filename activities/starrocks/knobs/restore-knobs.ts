import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { chooseOriginal } from '../../../model/starrocks/knobs/choose-original.ts';
import { removeEntries } from '../../../model/starrocks/knobs/knob-note.ts';
import { type Knob, type KnobSetting, setKnob } from '../../../model/starrocks/knobs/knobs.ts';
import type { Action, ChangePlan, ChangeResult, Evidence } from '../../../model/step.ts';
import { activityOwner, reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { readKnob, writeKnob } from './leader-knobs.ts';
import { type NoteFile, changeNotes, notePath, readNotes } from './note-files.ts';

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

/** Puts switches back to what they were before anyone of us set them, then takes the notes away. */
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
    const mine = input.knobs.filter((knob) => !others.some((other) => other.knob === knob));
    for (const back of backs) {
      reportNote(`putting ${back.knob} back to ${back.original}`);
      const answer =
        back.now === back.original
          ? 'nothing was sent'
          : await writeKnob(tools, cluster, leader, back.knob, back.original);
      evidence.push(tell(toAction(leader, back), answer));
    }
    // Only now: a try that failed above must still find them.
    const noted = notes.filter(({ note, unread }) => unread !== undefined || isNoted(note, mine));
    const cleared = await changeNotes(tools, cluster, noted, (note) => note && removeEntries(note, mine));
    for (const file of cleared.filter(({ node }) => noted.some((one) => one.node.alias === node.alias))) {
      const action: Action = { kind: 'command', on: file.node.alias, command: `rm ${notePath(file.node)}` };
      if (file.unread === undefined) evidence.push(tell(action, 'removed'));
      else if (backs.length > 0) evidence.push(tell(action, `not reached, it may still lie there: ${file.unread}`));
    }
    // The value tells it from a step that was skipped.
    return { evidence: evidence.length > 0 ? evidence : [tell(nothingHeld(leader), 'nothing was sent')], value: true };
  },
};

interface Back {
  readonly knob: Knob;
  readonly now: string;
  readonly original: string;
}

interface Other {
  readonly knob: Knob;
  /** Id of the run. */
  readonly operation: string;
}

async function look(tools: Tools, { cluster, knobs, settings = [], ownOnly = false }: RestoreKnobsInput) {
  const leader = await findLeader(tools, cluster);
  const notes = await readNotes(tools, cluster);
  const read = notes.filter(({ unread }) => unread === undefined).map(({ note }) => note);
  const backs: Back[] = [];
  const others: Other[] = [];
  for (const knob of knobs) {
    const holder = read
      .flatMap((note) => note?.knobs[knob] ?? [])
      .find(({ operation }) => operation !== activityOwner());
    if (ownOnly && holder !== undefined) {
      others.push({ knob, operation: holder.operation });
      continue;
    }
    const setting = settings.find((one) => one.knob === knob);
    if (setting === undefined && !read.some((note) => isNoted(note, [knob]))) continue;
    const now = await readKnob(tools, cluster, leader, knob);
    backs.push({ knob, now, original: setting?.original ?? chooseOriginal(knob, now, read).value });
  }
  return { leader, notes, backs, others };
}

function isNoted(note: NoteFile['note'], knobs: readonly Knob[]): boolean {
  return knobs.some((knob) => note?.knobs[knob] !== undefined);
}

function toAction({ host, queryPort }: Leader, { knob, now, original }: Back): Action {
  const on = `${host}:${queryPort}`;
  if (now === original) return { kind: 'nothing', on, because: `${knob} is ${original}, as it was` };
  return { kind: 'sql', on, statement: setKnob(knob, original) };
}

function toLeft({ host, queryPort }: Leader, { knob, operation }: Other): Action {
  return {
    kind: 'nothing',
    on: `${host}:${queryPort}`,
    because: `${knob} was set by an operation before this one (run ${operation}), which puts it back`,
  };
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
