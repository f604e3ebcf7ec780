import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import { judgeEndpoints } from '../../model/databend/judge-endpoints.ts';
import { judgeOnlyQuery } from '../../model/databend/judge-only-query.ts';
import type { CheckResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readMembership } from './find-leader.ts';
import { endpointOf, livingEndpoints, readEndpoints } from './read-endpoints.ts';

export interface EndpointsInput {
  readonly cluster: DatabendCluster;
  /** Aliases, or `host:raft port` of those that the cluster file does not know. */
  readonly leaving: readonly string[];
  /** Aliases of Query nodes that are to be restarted. @default none */
  readonly restarting?: readonly string[];
}

/** Before anything is stopped: does the list of every Query node keep a meta node that lives and stays? */
export async function checkEndpoints(
  tools: Tools,
  { cluster, leaving, restarting = [] }: EndpointsInput,
): Promise<CheckResult> {
  const [membership, lists] = await Promise.all([
    readMembership(tools, cluster),
    Promise.all(queriesOf(cluster).map((node) => readEndpoints(tools, node))),
  ]);
  const facts = {
    living: livingEndpoints(membership),
    leaving: leaving.flatMap((node) => endpointOf({ cluster, node }, membership) ?? []),
  };
  const alone = judgeOnlyQuery(
    queriesOf(cluster).map(({ alias }) => alias),
    restarting,
  );
  return { findings: [...lists.map((list) => judgeEndpoints(list, facts)), ...alone] };
}
