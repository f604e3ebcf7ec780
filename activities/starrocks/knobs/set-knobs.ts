import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { type Original, chooseOriginal } from '../../../model/starrocks/knobs/choose-original.ts';
import { joinHolders } from '../../../model/starrocks/knobs/knob-holders.ts';
import { type KnobEntry, addEntry } from '../../../model/starrocks/knobs/knob-note.ts';
import { type KnobSetting, type KnobWish, checkWish, setKnob } from '../../../model/starrocks/knobs/knobs.ts';
import type { Action, ChangePlan, ChangeResult, Evidence } from '../../../model/step.ts';
import { reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { readKnob, writeKnob } from './leader-knobs.ts';
import { thisHolder } from './this-holder.ts';
import { type NoteFile, changeNotes, notePath, readNotes } from './note-files.ts';

export interface SetKnobsInput {
  readonly cluster: StarRocksCluster;
  readonly knobs: readonly { readonly knob: string; readonly value: string }[];
}

/** Sets switches of the leader for a while: written down on the frontends' hosts first, set, read again. Gives `KnobSetting[]`. */
export const setKnobs = {
  async plan(tools: Tools, input: SetKnobsInput): Promise<ChangePlan> {
    const leader = await findLeader(tools, input.cluster);
    const notes = await readNotes(tools, input.cluster);
    const seen = await Promise.all(input.knobs.map((wish) => look(tools, input, leader, notes, checkWish(wish))));
    return {
      actions: [
        ...notes.flatMap((file) => (file.unread === undefined ? [toFileAction(file, seen)] : [])),
        ...seen.map((knob) => toAction(leader, knob)),
      ],
      later: ['it is set again when another frontend leads, and put back at the end'],
    };
  },

  async perform(tools: Tools, input: SetKnobsInput): Promise<ChangeResult> {
    const { cluster } = input;
    const leader = await findLeader(tools, cluster);
    const notes = await readNotes(tools, cluster);
    const seen = await Promise.all(input.knobs.map((wish) => look(tools, input, leader, notes, checkWish(wish))));
    // Made once: on every host it is the same note, its time too.
    const entries = seen.map((knob) => ({ knob: knob.wish.knob, entry: makeEntry(knob) }));
    // Before the first set: what was lost before it would be lost for good.
    const written = await changeNotes(tools, cluster, notes, (known) =>
      entries.reduce((note, { knob, entry }) => addEntry(note, cluster.name, knob, entry), known),
    );
    const kept = written.filter(({ unread }) => unread === undefined);
    if (kept.length === 0) throw nowhereKept(written);
    const evidence: Evidence[] = kept.map((file) => tell(toFileAction(file, seen), 'written'));
    for (const knob of seen) {
      reportNote(`setting ${knob.wish.knob} to ${knob.wish.value}`);
      const answer =
        knob.now === knob.wish.value
          ? 'not set again'
          : await writeKnob(tools, cluster, leader, knob.wish.knob, knob.wish.value);
      evidence.push(tell(toAction(leader, knob), answer));
    }
    const value: readonly KnobSetting[] = seen.map(({ wish, original }) => ({
      knob: wish.knob,
      original: original.value,
      ours: wish.value,
    }));
    return { evidence, value };
  },
};

interface Seen {
  readonly wish: KnobWish;
  readonly now: string;
  readonly original: Original;
}

async function look(
  tools: Tools,
  { cluster }: SetKnobsInput,
  leader: Leader,
  notes: readonly NoteFile[],
  wish: KnobWish,
): Promise<Seen> {
  const now = await readKnob(tools, cluster, leader, wish.knob);
  const read = notes.filter(({ unread }) => unread === undefined).map(({ note }) => note);
  return { wish, now, original: chooseOriginal(wish.knob, now, read) };
}

/** What was written down first stays so; whoever comes later holds it as well. */
function makeEntry({ wish, original }: Seen): KnobEntry {
  const self = thisHolder();
  const first = original.from ?? { ...self, since: new Date().toISOString() };
  return joinHolders({ ...first, original: original.value, ours: wish.value }, self);
}

function toFileAction({ node }: NoteFile, seen: readonly Seen[]): Action {
  return {
    kind: 'file',
    on: node.alias,
    path: notePath(node),
    diff: seen.map(({ wish, original }) => {
      const whose = original.from === undefined ? '' : ` (noted ${original.from.since})`;
      return `+ ${wish.knob}: ${original.value} before${whose}, ${wish.value} for now`;
    }),
  };
}

function toAction({ host, queryPort }: Leader, { wish, now }: Seen): Action {
  const on = `${host}:${queryPort}`;
  if (now === wish.value) return { kind: 'nothing', on, because: `${wish.knob} is ${now} already` };
  return { kind: 'sql', on, statement: setKnob(wish.knob, wish.value) };
}

function tell(action: Action, answer: string): Evidence {
  return { action, answer, at: new Date().toISOString() };
}

function nowhereKept(files: readonly NoteFile[]): MusterError {
  const why = files.map(({ node, unread }) => `${node.alias}: ${unread ?? ''}`).join('; ');
  return new MusterError('COMMAND_FAILED', `No host of a frontend could be told what is to be put back: ${why}`, {
    kind: 'transient',
    hint: 'muster check',
  });
}
