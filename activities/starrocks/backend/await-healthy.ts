import { isMusterError } from '../../../model/error.ts';
import { count } from '../../../model/starrocks/drain/group.ts';
import { parseStatistic } from '../../../model/starrocks/data/statistic-rows.ts';
import { SHOW_STATISTIC } from '../../../model/starrocks/data/statements.ts';
import type { WaitResult } from '../../../model/step.ts';
import { activityAttempt, notYet } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { askingLeader } from '../data/ask-leader.ts';
import { findLeader } from '../find-leader.ts';
import type { NodeInput } from '../find-node.ts';
import type { BackendBefore } from './look-before.ts';

/** It takes the lock of each database while it counts, so not more often. */
const PROBE_MS = 30_000;
/** The first look may come early: after a quick restart nothing has to be caught up. */
const FIRST_MS = 5_000;

export interface HealthyInput extends NodeInput {
  readonly before: BackendBefore | undefined;
}

/** One look: are as many tablets healthy as before it was stopped? What was written meanwhile is caught up from the others. */
export async function awaitHealthy(tools: Tools, { cluster, before }: HealthyInput): Promise<WaitResult> {
  const most = before?.unhealthy;
  if (most === undefined) return { kind: 'reached', note: 'it holds no replicas' };
  const delay = (activityAttempt() === 1 ? FIRST_MS : PROBE_MS) * cluster.pace;
  try {
    const leader = await findLeader(tools, cluster);
    const { unhealthy } = parseStatistic(await askingLeader(tools, cluster, leader)(SHOW_STATISTIC)).total;
    if (unhealthy > most) throw notYet(`${count(unhealthy, 'tablet')} not healthy, ${most} before its stop`, delay);
    return {
      kind: 'reached',
      note: unhealthy === 0 ? 'every tablet is healthy' : `${unhealthy} not healthy, as before`,
    };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
