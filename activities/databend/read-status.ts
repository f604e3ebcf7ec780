import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import { judgeStatus } from '../../model/databend/judge-status.ts';
import type { MemberAnswer } from '../../model/databend/member-answer.ts';
import type { DatabendStatus } from '../../model/databend/status.ts';
import { countLiving, viewMetas } from '../../model/databend/view-status.ts';
import type { Tools } from '../tools.ts';
import { type Membership, readMembership } from './find-leader.ts';
import { readQuery } from './read-query.ts';

/** Everything that `muster status` shows; reads only, and no proving write: that belongs into operations. */
export async function readStatus(tools: Tools, cluster: DatabendCluster): Promise<DatabendStatus> {
  return await describeMembership(tools, cluster, await readMembership(tools, cluster));
}

export async function describeMembership(
  tools: Tools,
  cluster: DatabendCluster,
  { answers, view, later }: Membership & { readonly later?: readonly MemberAnswer[] },
): Promise<DatabendStatus> {
  const readAt = new Date().toISOString();
  const metas = viewMetas(cluster, answers, view);
  const queries = await Promise.all(queriesOf(cluster).map((node) => readQuery(tools, node, { answers, view })));
  const { findings, next } = judgeStatus({ cluster, view, answers, metas, queries, ...(later && { later }) });
  const leader = metas.find(({ leader: leads }) => leads);
  const voters = countLiving(metas);
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: leader?.version ?? cluster.version,
    readAt,
    ...(leader !== undefined && { leader: leader.handle }),
    ...(leader?.term !== undefined && { term: leader.term }),
    ...(voters.total > 0 && { voters }),
    metas,
    queries,
    findings,
    next,
  };
}
