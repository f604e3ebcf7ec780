import type { Metas } from '../../activities/databend/metas.ts';
import type { Queries } from '../../activities/databend/queries.ts';
import type { LeavingWay } from '../../activities/databend/survey-leaving.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { takeOut } from './leave-meta.ts';

const metas = refer<Metas>('databend.metas');
const queries = refer<Queries>('databend.queries');

/** Removes meta nodes, the dead first and the leader last; a majority of the voters lives before and after every step. */
export const removeMetas = procedure<DatabendCluster>({
  async run(op, { cluster, nodes, lost }) {
    const asked = { cluster, nodes, lost };
    const found = await op.check<typeof asked, LeavingWay>(
      'cluster',
      'Judge what each step leaves of the majority',
      metas.surveyLeaving,
      asked,
    );
    const order = found?.order ?? nodes;
    op.settle(order);
    if (!lost) {
      await op.each(order, async (node) => {
        await op.check('host', 'Check its unit, its process and its files', metas.inspectLeaving, { cluster, node });
      });
    }
    const leaving = { cluster, leaving: nodes };
    await op.check(
      'endpoints',
      'Check that every Query node keeps a living meta node',
      queries.checkEndpoints,
      leaving,
    );
    await op.change('export', 'Export what the group knows', metas.export, { cluster });
    let way = found;
    await op.each(order, async (node) => {
      way = await takeOut(op, { cluster, node, leaving: nodes, lost }, way);
    });
  },

  /** Before the first leave nothing was changed but who leads, and whoever leads can hand that over again. */
  async undo() {},
});
