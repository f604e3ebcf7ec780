import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { type FrontendRow, isVoter, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import type { Member } from '../../model/starrocks/judge-restart.ts';
import { judgeServing } from '../../model/starrocks/judge-serving.ts';
import type { LocalView } from '../../model/starrocks/name-leader.ts';
import type { Tools } from '../tools.ts';
import { type Leader, findLeader, readViews } from './find-leader.ts';

export interface Membership {
  readonly leader: Leader;
  readonly members: readonly Member[];
}

/** Who is registered and who of them serves, each asked on its own port. Alive alone lags by up to 20 s (recorded on 3.5.7). */
export async function readMembers(tools: Tools, cluster: StarRocksCluster): Promise<Membership> {
  const leader = await findLeader(tools, cluster);
  const views = await readViews(tools, cluster);
  return { leader, members: leader.rows.map((row) => toMember(row, leader, views)) };
}

function toMember(row: FrontendRow, leader: Leader, views: readonly LocalView[]): Member {
  const handle = rowHandle(row);
  const own = views.find(({ from }) => from === row.host);
  const { serving, why } = judgeServing(handle, leader.rows, own?.rows ?? []);
  return {
    handle,
    voter: isVoter(row),
    leads: row.role === 'LEADER',
    serves: serving && own !== undefined,
    why: own === undefined ? `${row.host} does not answer on its MySQL port` : why,
  };
}
