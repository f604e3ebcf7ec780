import { patched } from '@temporalio/workflow';
import type { ConfigureInput } from '../../activities/databend/configure.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { Proof, ProveInput } from '../../activities/databend/prove.ts';
import { type DatabendCluster, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { hasLearners } from '../../model/databend/program-version.ts';
import type { Operation, Undo } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const metas = refer<Metas>('databend.metas');

/** A voter that is known and not reached counts: a cluster of one writes nothing until it is there (recorded on 1.2.888). */
const VOTING =
  'a node between its start as a voter and its join already counts: without its process nothing may be written';

/** Half an hour at a probe every 2 s: the whole store is copied first. */
const CATCHING_UP = { tries: 900 };
/** A node that finds no leader ends after 180 s (recorded on 1.2.888); a probe each second. */
const JOINING = { tries: 240 };

export interface JoinInput {
  readonly cluster: DatabendCluster;
  readonly node: string;
}

/** The group that it joins, as it is by then. */
export interface Group {
  /** Ids. */
  readonly voters: readonly number[];
  /** Aliases of those of them that the cluster file knows. */
  readonly members: readonly string[];
}

export interface JoinOptions {
  /** An earlier step of the same operation makes the group, so that it cannot be asked when the way is planned. @default false */
  readonly soon?: boolean;
  /** It votes already, from a try that broke off. @default false */
  readonly votes?: boolean;
  /** It was a member before: its file and its data are its own. @default false */
  readonly member?: boolean;
}

/** From a checked host to a voter of the group that every member tells, and that has a write made after its join. */
export async function joinMeta(
  op: Operation,
  at: JoinInput,
  group: Group | undefined,
  { soon = false, votes = false, member = false }: JoinOptions = {},
): Promise<void> {
  if (member) return await seeMember(op, at, group);
  const learner = !votes && hasLearners(at.cluster.version);
  await op.change('package', 'Place the programs', metas.place, at);
  await op.change('unit', 'Write the file of its unit', metas.writeUnit, at);
  await op.block(async () => {
    await op.change<ConfigureInput>(
      'config',
      learner ? 'Write its TOML file, as a learner' : 'Write its TOML file',
      metas.configure,
      {
        ...at,
        learner,
        soon,
        ...(group !== undefined && { members: addressesOf(at.cluster, group) }),
      },
    );
    await op.change('directories', 'Make its directories', metas.makeDirectories, at);
    await op.change('read-config', 'Have the program read it', metas.readConfig, at);
  });
  // One that votes already and does not live may be why nothing is written.
  if (!votes) await op.change('ready', 'Prove that the group can write', metas.prove, { cluster: at.cluster });
  const start = async () => {
    await op.change('start', learner ? 'Start it as a learner' : 'Start it', metas.start, { ...at, enable: true });
  };
  if (learner) {
    await op.block(async () => {
      await start();
      await op.wait('caught-up', 'Wait until it has caught up', metas.awaitCaughtUp, at, CATCHING_UP);
    });
    await op.change('vote', 'Let it ask for its vote at the next start', metas.setLearner, {
      ...at,
      learner: false,
      soon: true,
    });
  }
  const again = { ...at, enable: true };
  await op.block(async () => {
    await op.guard(
      { unpausable: VOTING, lost: () => op.change('rescue', 'Start it again at once', metas.start, again) },
      async () => {
        if (learner) await op.change('promote', 'Start it again: it joins as a voter', metas.promote, at);
        else await start();
        await op.wait('joined', 'Wait until every member has it as a voter', metas.awaitJoined, at, JOINING);
      },
    );
  });
  await seeMember(op, at, group);
}

/** What makes it a member, and not only one that was told to join. */
async function seeMember(op: Operation, at: JoinInput, group: Group | undefined): Promise<void> {
  const { id } = metasOf(at.cluster).find(({ alias }) => alias === at.node) ?? {};
  const voters =
    group === undefined || id === undefined ? {} : { voters: [...new Set([...group.voters, id])], changed: id };
  // A join that was cut short looks like one that is over: the next change of anybody would be its second half.
  await op.change('settle', 'Leave no change pending', metas.completeChange, at);
  await op.wait('voters', 'Make sure that nobody else changed the voters', metas.awaitVoters, {
    cluster: at.cluster,
    ...voters,
  });
  const proved = await op.change<ProveInput, Proof>('proof', 'Write after the join', metas.prove, {
    cluster: at.cluster,
  });
  await op.wait(
    'replicated',
    'Wait until it has that write',
    metas.awaitJoined,
    { ...at, ...(proved !== undefined && { index: proved.index }) },
    JOINING,
  );
}

function addressesOf(cluster: DatabendCluster, { members }: Group): readonly string[] {
  return metasOf(cluster)
    .filter(({ alias }) => members.includes(alias))
    .map(metaHandle);
}

/**
 * The group first: a stopped voter is one that is missing. Then the file goes before the directory: with the file and without
 * data it would join again. Its id is burnt as soon as it may have started.
 */
export async function undoJoin(op: Undo, at: JoinInput): Promise<void> {
  const others = { cluster: at.cluster, not: [at.node] };
  await op.takeBack(STARTED, 'lead', 'Let another one lead, should it do so', metas.transfer, others);
  await op.takeBack(STARTED, 'leave', 'Take its id out of the group, for good', metas.leave, { ...at, last: true });
  await op.takeBack(STARTED, 'start', 'Stop and disable its unit', metas.stop, { ...at, disable: true });
  // Started is not joined: what it asked for between the leave and its end would stay behind as a dead member.
  if (patched('leave-of-a-late-joiner')) {
    await op.takeBack(STARTED, 'late', 'Make sure that it has not joined meanwhile', metas.leave, {
      ...at,
      last: true,
    });
  }
  await op.takeBack(['config'], 'config', 'Put its TOML file back', metas.restoreConfig, at);
  await op.takeBack(STARTED, 'data', 'Move its raft directory aside', metas.retireData, at);
  await op.takeBack(['unit'], 'unit', 'Remove the file of its unit', metas.removeUnit, at);
  await op.takeBack(['package'], 'package', 'Remove the programs that were placed', metas.unplace, at);
}

const STARTED = ['start', 'promote', 'rescue'];
