import type { NodeInput } from '../../activities/databend/find-node.ts';
import type { QueryLook } from '../../activities/databend/look-at-query.ts';
import type { Queries } from '../../activities/databend/queries.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';

const queries = refer<Queries>('databend.queries');

/** Five minutes at a probe a second. */
const SERVING = { tries: 300 };

const RESTART = { id: 'restart', title: 'Restart it' };

/** Restarts Query nodes, one after the other, each answering a query before the next one is stopped. */
export const restartQueries = procedure<DatabendCluster>({
  async run(op, { cluster, nodes }) {
    await op.check('lists', 'Check that each finds a meta node that lives', queries.checkEndpoints, {
      cluster,
      leaving: [],
      restarting: nodes,
    });
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check its host', queries.checkRestartHost, { cluster, node });
    });
    await op.each(nodes, async (node) => {
      const at = { cluster, node };
      await op.untilOpen(RESTART);
      const look = await op.check<NodeInput, QueryLook>('before', 'Look at its process', queries.look, at);
      await op.block(async () => {
        await op.change(
          RESTART.id,
          RESTART.title,
          queries.restart,
          { ...at, process: look?.process },
          { disruptive: 'restart' },
        );
        await op.wait('serving', 'Wait until it answers a query', queries.awaitQuery, at, SERVING);
      });
    });
  },

  async undo(op, { cluster, nodes }) {
    await op.each(nodes, async (node) => {
      await op.takeBack(['restart'], 'start', 'Start it, should it be down', queries.start, { cluster, node });
    });
  },
});
