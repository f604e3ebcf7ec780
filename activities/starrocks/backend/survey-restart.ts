import { type StarRocksCluster, backendHandle, backendsOf } from '../../../model/starrocks/cluster-spec.ts';
import {
  judgeCopies,
  judgeOthers,
  judgeRestarting,
  orderBackendRestart,
} from '../../../model/starrocks/backend/judge-restart.ts';
import { findMember } from '../../../model/starrocks/backend/members.ts';
import { parseStatistic } from '../../../model/starrocks/data/statistic-rows.ts';
import { SHOW_STATISTIC } from '../../../model/starrocks/data/statements.ts';
import type { BackendsReading } from '../../../model/starrocks/drain/drain-reading.ts';
import type { CheckResult, Finding } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { askingLeader } from '../data/ask-leader.ts';
import { readBackends } from '../data/read-backends.ts';
import { readTables } from '../data/read-tables.ts';
import { readTablets } from '../data/read-tablets.ts';
import type { Leader } from '../find-leader.ts';
import { findBackend } from '../find-node.ts';
import { sayLeader } from './survey-joining.ts';
import { surveyAtLeader } from '../survey-at-leader.ts';

export interface RestartBackendsInput {
  readonly cluster: StarRocksCluster;
  /** Aliases, all backends or all compute nodes. All of the file's: those that are no members are left out. */
  readonly nodes: readonly string[];
}

/** Aliases in the order in which they are restarted. */
export type RestartOrder = { readonly order: readonly string[] };

/** Of the two minutes that a check may take. */
const BUDGET_MS = 75_000;

/** Gates about the cluster: quorum, privileges, member, spare, draining, unhealthy; of compute nodes: targets. */
export async function surveyRestart(tools: Tools, { cluster, nodes }: RestartBackendsInput): Promise<CheckResult> {
  const asked = nodes.map((node) => findBackend({ cluster, node }));
  return await surveyAtLeader(tools, cluster, async (leader, privileges) => {
    const members = await readBackends(tools, cluster, leader);
    const kind = asked[0]?.role ?? 'be';
    const all = backendsOf(cluster).every(({ alias, role }) => role !== kind || nodes.includes(alias));
    const restarting = asked.map((node) => ({ alias: node.alias, handle: backendHandle(node), kind: node.role }));
    const { kept, findings } = judgeRestarting(members, restarting, all);
    const handles = kept.map(({ handle }) => handle);
    return {
      findings: [
        privileges,
        sayLeader(leader),
        ...findings,
        ...judgeOthers(members, kind, handles),
        ...(kind === 'be' ? await checkCopies(tools, cluster, leader, members, handles) : []),
      ],
      value: { order: orderBackendRestart(members, kept) } satisfies RestartOrder,
    };
  });
}

/** Only tables with a single replica are looked at: of the others a copy is left, as long as every other backend lives. */
async function checkCopies(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: Leader,
  members: BackendsReading,
  handles: readonly string[],
): Promise<readonly Finding[]> {
  const ids = new Set(handles.flatMap((handle) => findMember(members, handle)?.id ?? []));
  if (members.sharedData) return judgeCopies({ sharedData: true, ids, tablets: [], unhealthy: 0 });
  const deadline = Date.now() + BUDGET_MS;
  const asked = askingLeader(tools, cluster, leader);
  const statistic = parseStatistic(await asked(SHOW_STATISTIC));
  const { tables, leftOut } = await readTables(asked, deadline);
  const single = tables.filter(({ partitions }) => partitions.some(({ replicas }) => replicas === 1));
  const read = await readTablets(asked, single, deadline);
  const missed = leftOut + read.leftOut;
  return [
    ...judgeCopies({ sharedData: false, ids, tablets: read.tablets, unhealthy: statistic.total.unhealthy }),
    ...(missed === 0 ? [] : [sayMissed(missed)]),
  ];
}

function sayMissed(tables: number): Finding {
  const message = `${tables} table${tables === 1 ? ' was' : 's were'} not looked at: too many for one check`;
  return { gate: 'depth', severity: 'warning', subject: 'tables', message };
}
