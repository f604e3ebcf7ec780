import type { Ended, RestartedInput } from '../../activities/starrocks/await-restarted.ts';
import type { Frontends } from '../../activities/starrocks/frontends.ts';
import type { Before } from '../../activities/starrocks/look-before.ts';
import type { RestartOrder } from '../../activities/starrocks/survey-restart.ts';
import { type Operation, procedure } from '../core/procedure.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { refer } from '../core/references.ts';
import { keepSupervisor, supervisedBy } from './keep-supervisor.ts';

const frontends = refer<Frontends>('starrocks.frontends');

const MISSING = 'a frontend is stopped, and the cluster can spare no other one until it serves again';

/** Half an hour at a probe every 2 s: a frontend replays its journal before it answers. */
const PATIENCE = { tries: 900 };

/** One or two minutes: a silent host makes each probe last 3 s longer. */
const OTHERS = { tries: 30 };

const STOP = { id: 'stop', title: 'Stop its process' };

/** How often others that ended in the outage are started too. */
const REVIVALS = 3;

/** Restarts members, one after the other, each serving before the next one is stopped, the leader last. */
export const restartFrontends = procedure<StarRocksCluster>({
  async run(op, input) {
    const { cluster, nodes, outage } = input;
    const asked = { cluster, ...(outage !== undefined && { outage }) };
    const survey = await op.check<{ cluster: typeof cluster; nodes: typeof nodes; outage?: string }, RestartOrder>(
      'cluster',
      'Find the order, and a quorum that can spare one',
      frontends.surveyRestart,
      { ...asked, nodes },
    );
    const order = survey?.order ?? nodes;
    op.settle(order);
    await op.each(order, async (node) => {
      await op.check('host', 'Check its host', frontends.checkRestartHost, { cluster, node });
    });
    const deferred: string[] = [];
    await op.each(order, async (node) => {
      await op.untilOpen(STOP);
      const before = await lookBefore(op, { ...asked, node });
      keepSupervisor(input, node, before);
      // The leader may have moved here since the order was made.
      if (before?.leads === true && node !== order.at(-1)) deferred.push(node);
      else await restartOne(op, { ...asked, node }, before);
    });
    await op.each(deferred, async (node) => {
      await op.untilOpen(STOP);
      const before = await lookBefore(op, { ...asked, node });
      keepSupervisor(input, node, before);
      await restartOne(op, { ...asked, node }, before);
    });
  },

  async undo(op, input) {
    const { cluster, nodes } = input;
    await op.each(nodes, async (node) => {
      const at = { cluster, node, ...supervisedBy(input, node) };
      await op.takeBack(['stop'], 'start', 'Start it again', frontends.startAgain, at);
    });
  },
});

interface OneInput {
  readonly cluster: Parameters<typeof restartFrontends.run>[1]['cluster'];
  readonly node: string;
  readonly outage?: string;
}

async function lookBefore(op: Operation, input: OneInput): Promise<Before | undefined> {
  return await op.check<OneInput, Before>(
    'before',
    'Check that the others serve and can spare it',
    frontends.lookBefore,
    input,
  );
}

async function restartOne(op: Operation, { cluster, node, outage }: OneInput, before: Before | undefined) {
  const at = { cluster, node };
  await op.block(async () => {
    await op.guard(
      {
        unpausable: MISSING,
        lost: () => op.change('rescue', 'Start it again', frontends.startAgain, at),
        disrupts: STOP,
      },
      async () => {
        await op.change(
          STOP.id,
          STOP.title,
          frontends.stopForRestart,
          { ...at, before, ...(outage !== undefined && { outage }) },
          { disruptive: 'restart' },
        );
        await op.change('start', 'Start it again', frontends.startAgain, { ...at, supervisor: before?.supervisor });
        for (let round = 0; ; round += 1) {
          const revive = outage !== undefined && round < REVIVALS;
          const reached = await op.wait<RestartedInput, Ended>(
            'serving',
            'Wait until it serves again',
            frontends.awaitRestarted,
            { ...at, before, revive },
            PATIENCE,
          );
          if (reached === undefined || reached.ended.length === 0) break;
          for (const other of reached.ended) {
            const revived = { cluster, node: other };
            await op.change(`revive-${other}`, `Start ${other}, which ended meanwhile`, frontends.startAgain, revived);
          }
        }
      },
    );
  });
  await op.wait('others', 'Wait until all others serve as before', frontends.awaitOthers, { ...at, before }, OTHERS);
}
