import type { ServingInput } from '../../activities/databend/await-serving.ts';
import type { BeforeInput, MetaBefore } from '../../activities/databend/look-before.ts';
import type { Metas } from '../../activities/databend/metas.ts';
import type { Proof } from '../../activities/databend/prove.ts';
import type { RestartMetaInput, RestartedMeta } from '../../activities/databend/restart-meta.ts';
import type { RestartInput, RestartWay } from '../../activities/databend/survey-restart.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { type Operation, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { bringLeadership } from './bring-leadership.ts';

const metas = refer<Metas>('databend.metas');

const MISSING = 'a meta node is stopped, and the group can spare no other one until it serves again';

/** Five minutes at a probe a second: it waits for a leader for three, and then ends. */
const PATIENCE = { tries: 300 };

const RESTART = { id: 'restart', title: 'Restart it' };

/** How often an election may make it the leader between the look and the stop. */
const ROUNDS = 3;

interface OneInput {
  readonly cluster: DatabendCluster;
  readonly node: string;
  readonly outage?: string;
}

/** Restarts members, one after the other, each a member with all data before the next one is stopped; the leader last. */
export const restartMetas = procedure<DatabendCluster>({
  async run(op, { cluster, nodes, outage }) {
    const asked = { cluster, ...(outage !== undefined && { outage }) };
    const way = await op.check<RestartInput, RestartWay>(
      'cluster',
      'Find the order, and a majority that can spare one',
      metas.surveyRestart,
      { ...asked, nodes },
    );
    const order = way?.order ?? nodes;
    op.settle(order);
    await op.each(order, async (node) => {
      await op.check('host', 'Check its host', metas.checkRestartHost, { cluster, node });
    });
    // Nobody leads, and the outage was asked for: none of them could serve before the others run too.
    if (way?.leader !== null) {
      await op.each(order, (node) => restartOne(op, { ...asked, node }));
      return;
    }
    // One that waits for a window would keep all of them down.
    await op.untilOpen({ ...RESTART, title: 'Restart all of them' });
    await op.each(order, async (node) => {
      const before = await lookBefore(op, { ...asked, node });
      await op.change('restart', 'Restart it', metas.restart, { ...asked, node, process: before?.process });
    });
    await op.each(order, (node) => awaitBack(op, { cluster, node }));
  },

  async undo(op, { cluster, nodes }) {
    await op.each(nodes, async (node) => {
      await op.takeBack(['restart'], 'start', 'Start it, should it be down', metas.start, { cluster, node });
    });
  },
});

async function restartOne(op: Operation, input: OneInput): Promise<void> {
  const { cluster, node } = input;
  let before: MetaBefore | undefined;
  await op.untilOpen(RESTART);
  await op.block(async () => {
    for (let round = 1; round <= ROUNDS; round += 1) {
      before = await lookBefore(op, input);
      // On the only voter a transfer would stop all writes until it is restarted (recorded on 1.2.888).
      if (before?.leads === true && !before.alone) await bringLeadership(op, { cluster, not: [node] });
      if ((await stopAndStart(op, { ...input, last: round === ROUNDS }, before)) !== 'leads') break;
    }
  });
  const proof = await op.change<{ cluster: DatabendCluster }, Proof>(
    'prove',
    'Prove that the group takes a write',
    metas.prove,
    { cluster },
  );
  await op.wait<ServingInput>(
    'caught-up',
    'Wait until it has that write',
    metas.awaitServing,
    { cluster, node, voters: before?.voters, index: proof?.index },
    PATIENCE,
  );
}

async function lookBefore(op: Operation, input: OneInput): Promise<MetaBefore | undefined> {
  return await op.check<BeforeInput, MetaBefore>(
    'before',
    'Check that the others serve and can spare it',
    metas.lookBefore,
    input,
  );
}

/** When it does not come back it is started once more at once, before anybody is asked. */
async function stopAndStart(
  op: Operation,
  { last, ...input }: OneInput & { readonly last: boolean },
  before: MetaBefore | undefined,
): Promise<RestartedMeta['came'] | undefined> {
  const { cluster, node } = input;
  let came: RestartedMeta['came'] | undefined;
  await op.guard(
    {
      unpausable: MISSING,
      lost: () => op.change('rescue', 'Start it again', metas.start, { cluster, node }),
      disrupts: RESTART,
    },
    async () => {
      const restarted = await op.change<RestartMetaInput, RestartedMeta>(
        RESTART.id,
        RESTART.title,
        metas.restart,
        { ...input, last, process: before?.process },
        { disruptive: 'restart' },
      );
      came = restarted?.came;
      if (came !== 'leads') await awaitBack(op, { cluster, node }, before);
    },
  );
  return came;
}

async function awaitBack(op: Operation, at: Omit<OneInput, 'outage'>, before?: MetaBefore): Promise<void> {
  await op.wait<ServingInput>(
    'serving',
    'Wait until it is a member again, behind the leader',
    metas.awaitServing,
    { ...at, old: before?.process, voters: before?.voters },
    PATIENCE,
  );
}
