import type { Leads } from '../../activities/starrocks/await-leader.ts';
import type { Expelled } from '../../activities/starrocks/expel.ts';
import type { Frontends } from '../../activities/starrocks/frontends.ts';
import type { RemovalWay } from '../../activities/starrocks/survey-removal.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { type Operation, type ProcedureInput, procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { bringLeadership, standDown } from './bring-leadership.ts';

const frontends = refer<Frontends>('starrocks.frontends');

/** The steps of a follower, as long as the cluster has not been asked. */
const usualWay = (nodes: readonly string[]): RemovalWay => ({
  first: nodes,
  brings: false,
  mustBring: false,
  rest: [],
  leader: null,
  pair: null,
});

/** Removes frontends, the dead first and the leader last; a majority of the voters lives before and after every step. */
export const removeFrontends = procedure<StarRocksCluster>({
  async run(op, input) {
    const { cluster, nodes, lost } = input;
    const asked = { cluster, nodes, lost };
    const found = await op.check<typeof asked, RemovalWay>(
      'cluster',
      'Judge what each step leaves of the quorum',
      frontends.surveyRemoval,
      asked,
    );
    const way = found ?? usualWay(nodes);
    op.settle([...way.first, ...way.rest]);
    if (!lost) {
      await op.each([...way.first, ...way.rest], async (node) => {
        await op.check('host', 'Check its process, and what would start it again', frontends.inspectLeaving, {
          cluster,
          node,
        });
      });
    }
    await op.each(way.first, (node) => takeOut(op, input, way, node));
    if (way.brings && way.leader !== null) {
      const { leader, mustBring: must } = way;
      await bringLeadership(op, { cluster, leaving: nodes, leader, must });
    }
    await op.each(way.rest, (node) => takeOut(op, input, way, node));
  },

  /** Only before the first DROP; from there on there is no way back. */
  async undo(op, { cluster, nodes }) {
    await op.each(nodes, async (node) => {
      const at = { cluster, node };
      await op.takeBack(['stand-down'], 'start', 'Start it again', frontends.startAgain, at);
    });
  },
});

const DROP = { id: 'drop', title: 'Drop it from the cluster' };

/** An election can make any of them the leader, at any moment. */
const MOST_ELECTIONS = 4;

async function takeOut(
  op: Operation,
  { cluster, lost }: ProcedureInput<StarRocksCluster>,
  way: RemovalWay,
  node: string,
): Promise<void> {
  const at = { cluster, node };
  const noReturn = { why: 'its entry is gone from the cluster', instead: `muster add ${node}` };
  const isPair = way.pair?.node === node;
  const dropped = { ...at, lost, at: isPair && way.pair !== null ? way.pair.at : null };
  // The leader of a pair whose other half is dead lives for a minute; and a leader that stands down is a voter that is missing.
  let urgent = isPair;
  if (!urgent) await op.untilOpen(DROP);
  await op.block(async () => {
    for (let elections = 0; elections < MOST_ELECTIONS; elections += 1) {
      if (!lost && (await leadsNow(op, cluster, way, node))) {
        await standDown(op, cluster, node);
        urgent = true;
      }
      const asked = { ...dropped, last: elections === MOST_ELECTIONS - 1 };
      const result = await op.change<typeof asked, Expelled>(DROP.id, DROP.title, frontends.expel, asked, {
        noReturn,
        ...(!urgent && { disruptive: 'drop' }),
      });
      if (result?.leads !== true) return;
    }
  });
  await op.wait('gone', 'Wait until no remaining frontend lists it', frontends.awaitGone, at, {
    skippable: 'a frontend that does not answer may still list it, until it has caught up',
  });
  if (lost) {
    await op.change('left', 'Leave its host as it is', frontends.leaveHost, at);
    return;
  }
  // DROP comes before stop: a stopped voter that is still registered can cost the leader its majority.
  await op.change('stop', 'Stop its process', frontends.stop, at, {
    skippable: 'its process goes on, and answers with old data',
  });
  await op.change('meta', 'Move its meta directory aside', frontends.retireMeta, at, {
    skippable: 'its old meta directory stays: with it a frontend that is added again never serves',
  });
}

/** Asked right before each DROP; as long as nobody is asked, what the survey saw. */
async function leadsNow(
  op: Operation,
  cluster: StarRocksCluster,
  { leader, brings }: RemovalWay,
  node: string,
): Promise<boolean> {
  const anyone = { cluster, not: [] };
  const leads = await op.wait<typeof anyone, Leads>('leader', 'Find out who leads now', frontends.awaitLeader, anyone);
  return leads === undefined ? leader === node && !brings : leads.leader === node;
}
