import type { Frontends } from '../../activities/starrocks/frontends.ts';
import { procedure } from '../core/procedure.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { refer } from '../core/references.ts';
import { joinFrontend, undoJoin } from './join-frontend.ts';

const frontends = refer<Frontends>('starrocks.frontends');

/** Adds followers and observers, one after the other, each serving before the next one is registered. */
export const addFrontend = procedure<StarRocksCluster>({
  async run(op, { cluster, nodes }) {
    await op.check('cluster', 'Find a leader that answers and a healthy quorum', frontends.survey, {
      cluster,
      joining: nodes,
    });
    await op.each(nodes, async (node) => {
      await op.check('host', 'Check the new host', frontends.preflight, { cluster, node });
    });
    await op.each(nodes, (node) => joinFrontend(op, { cluster, node }));
  },

  async undo(op, { cluster, nodes }) {
    await op.each([...nodes].reverse(), (node) => undoJoin(op, { cluster, node }));
  },
});
