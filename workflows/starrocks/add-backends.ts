import type { Holds } from '../../activities/starrocks/backend/drop-empty.ts';
import type { Joining } from '../../activities/starrocks/backend/survey-joining.ts';
import type { Backends } from '../../activities/starrocks/backends.ts';
import type { DrainedInput } from '../../activities/starrocks/drain/await-drained.ts';
import type { Begun } from '../../activities/starrocks/drain/decommission.ts';
import type { RestoreKnobsInput } from '../../activities/starrocks/knobs/restore-knobs.ts';
import type { SetKnobsInput } from '../../activities/starrocks/knobs/set-knobs.ts';
import { type StarRocksCluster, backendHandle, backendsOf } from '../../model/starrocks/cluster-spec.ts';
import type { Draining } from '../../model/starrocks/drain/look-at-drain.ts';
import { AUTO_DROP, type KnobSetting } from '../../model/starrocks/knobs/knobs.ts';
import { type Operation, type Undo, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const backends = refer<Backends>('starrocks.backends');

/** Half an hour at a probe every 2 s: a backend with much on its disks reads it all before it serves. */
const PATIENCE = { tries: 900 };

interface JoinInput {
  readonly cluster: StarRocksCluster;
  readonly node: string;
}

/** Adds backends, or compute nodes, some at a time: none of them has a vote, so one does not wait for another. */
export const addBackends = procedure<StarRocksCluster>({
  async run(op, { cluster, nodes, limit }) {
    const asked = { cluster, joining: nodes };
    const found = await op.check<typeof asked, Joining>(
      'cluster',
      'Find a leader, and what is registered already',
      backends.surveyJoining,
      asked,
    );
    const joining = found?.joining ?? nodes;
    op.settle(joining);
    await op.each(joining, async (node) => {
      await op.check('host', 'Check the new host', backends.preflight, { cluster, node });
    });
    await op.each(joining, (node, own) => joinBackend(own, { cluster, node }), { limit });
  },

  async undo(op, { cluster, nodes }) {
    await op.each([...nodes].reverse(), (node) => undoJoin(op, { cluster, node }));
  },
});

async function joinBackend(op: Operation, at: JoinInput): Promise<void> {
  await op.change('package', 'Place the package', backends.place, at);
  await op.change('config', 'Write its conf file', backends.configure, at);
  await op.change('storage', 'Make its storage paths', backends.makeStorage, at);
  // ADD before start: an address that the cluster refuses is refused before anything runs there. Nothing is placed on one
  // that has not been heard.
  await op.block(async () => {
    await op.change('register', 'Register it', backends.register, at);
    await op.change('start', 'Start it', backends.start, at);
    await op.wait('serving', 'Wait until it serves', backends.awaitServing, at, PATIENCE);
  });
}

/** DROP comes before stop: until then it is asked for tablets, and a stopped one that is registered is repaired around. */
async function undoJoin(op: Undo, at: JoinInput): Promise<void> {
  const dropped = await op.takeBack<JoinInput, Holds>(
    JOINED,
    'register',
    'Drop it, as long as it holds no tablet',
    backends.dropEmpty,
    at,
  );
  if (dropped !== undefined && dropped.tablets > 0) await undoByDrain(op, at);
  await op.takeBack(['start'], 'start', 'Stop its process', backends.stop, at);
  await op.takeBack(['storage'], 'storage', 'Move aside the storage that was made', backends.unmakeStorage, at);
  await op.takeBack(['config'], 'config', 'Put its conf file back', backends.restoreConfig, at);
  await op.takeBack(['package'], 'package', 'Remove the package that was placed', backends.unplace, at);
}

const JOINED = ['register', 'start'];

/** Tablets are on it by now: to drop it would take their copies. From here on the undo is a drain, and takes as long. */
async function undoByDrain(op: Undo, at: JoinInput): Promise<void> {
  const held: SetKnobsInput = { cluster: at.cluster, knobs: [{ knob: AUTO_DROP, value: 'false' }] };
  const settings = await op.takeBack<SetKnobsInput, readonly KnobSetting[]>(
    JOINED,
    'switches',
    'It holds tablets, the undo becomes a drain: keep the database from dropping it by itself when it is empty',
    backends.setKnobs,
    held,
  );
  const begun = await op.takeBack<JoinInput, Begun>(
    JOINED,
    'decommission',
    'Send its tablets away (DECOMMISSION), which can take days',
    backends.decommission,
    at,
  );
  if (begun !== undefined) {
    const node: Draining = { node: at.node, handle: handleOf(at), ...begun, stays: null };
    await op.waitLong<DrainedInput>(
      JOINED,
      'drained',
      'Wait until its tablets have moved',
      backends.awaitDrained,
      () => ({
        cluster: at.cluster,
        nodes: [node],
        knobs: settings ?? [],
      }),
    );
  }
  await op.takeBack(JOINED, 'drop', 'Drop it from the cluster', backends.drop, {
    ...at,
    ...(begun !== undefined && { backendId: begun.backendId }),
    drained: true,
    shared: false,
    force: false,
  });
  // It may run beside the drain of another operation, which holds the same switch.
  const back: RestoreKnobsInput = {
    cluster: at.cluster,
    knobs: [AUTO_DROP],
    ownOnly: true,
    ...(settings !== undefined && { settings }),
  };
  await op.takeBack(JOINED, 'restore', 'Put the switch back', backends.restoreKnobs, back, {
    skippable: 'the switch stays as it is; the notes on the frontends say what it was',
  });
}

function handleOf({ cluster, node }: JoinInput): string {
  const found = backendsOf(cluster).find(({ alias }) => alias === node);
  return found === undefined ? node : backendHandle(found);
}
