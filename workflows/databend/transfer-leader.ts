import type { Metas } from '../../activities/databend/metas.ts';
import type { SurveyTransferInput, TransferWay } from '../../activities/databend/survey-transfer.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { procedure } from '../core/procedure.ts';
import { refer } from '../core/references.ts';
import { bringLeadership } from './bring-leadership.ts';

const metas = refer<Metas>('databend.metas');

/** Hands the leadership to a living voter that is caught up: the named one, or the furthest. */
export const transferLeader = procedure<DatabendCluster>({
  async run(op, { cluster, nodes }) {
    const [asked] = nodes;
    const way = await op.check<SurveyTransferInput, TransferWay>(
      'cluster',
      'Check who leads, and who can take over',
      metas.surveyTransfer,
      { cluster, ...(asked !== undefined && { to: asked }) },
    );
    const to = asked ?? way?.to;
    await bringLeadership(op, { cluster, ...(to !== undefined && { to }) });
  },

  /** The leadership is where it is: whoever has it can hand it over again. */
  async undo() {},
});
