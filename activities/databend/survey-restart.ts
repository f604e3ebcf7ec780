import { type DatabendCluster, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import { chooseSuccessor } from '../../model/databend/judge-quorum.ts';
import { judgeStops, orderRestart } from '../../model/databend/judge-restarting.ts';
import { votersOf } from '../../model/databend/view-membership.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { findMeta } from './find-node.ts';
import { surveyGroup } from './survey-group.ts';

export interface RestartInput {
  readonly cluster: DatabendCluster;
  /** Aliases. All of the file's: those that are no members are left out. */
  readonly nodes: readonly string[];
  readonly outage?: string;
}

/** What a restart is decided by. */
export type RestartWay = {
  /** Aliases: the dead first, the leader last. */
  readonly order: readonly string[];
  /** Ids that vote now. */
  readonly voters: readonly number[];
  /** Who leads. */
  readonly leader: string | null;
  /** Who can take over before the leader is stopped; nobody where there is one voter. */
  readonly successor: string | null;
};

/** Gates that are no reason against a restart where the outage was asked for: it may be the cure. */
const CURED: ReadonlySet<string> = new Set(['meta-leader', 'majority', 'hung', 'pending']);

/** Gates about the group: its leader, and whether it writes on while each one is stopped. Gives the order. */
export async function surveyRestart(tools: Tools, { cluster, nodes, outage }: RestartInput): Promise<CheckResult> {
  const { findings, view } = await surveyGroup(tools, cluster);
  const handleOf = (node: string) => metaHandle(findMeta({ cluster, node }));
  const isMember = (node: string) => view.members.some(({ handle }) => handle === handleOf(node));
  // Without anybody who answers there are no members to compare with: then all are meant.
  const kept = view.members.length === 0 ? nodes : nodes.filter(isMember);
  const all = metasOf(cluster).every(({ alias }) => nodes.includes(alias));
  const left = nodes.filter((node) => !kept.includes(node));
  const order = orderRestart(view.members, kept);
  return {
    findings: [
      ...findings.map((finding) => (outage === undefined ? finding : soften(finding))),
      ...left.map((node): Finding => {
        const what = `${node} (${handleOf(node)}) is not a member of the cluster`;
        return all && kept.length > 0
          ? { gate: 'member', severity: 'ok', subject: node, message: `${what}, and is left out` }
          : { gate: 'member', severity: 'refusal', subject: node, message: what, next: [`muster add ${node}`] };
      }),
      ...(view.leader === undefined ? [] : judgeStops(view.members, order, outage)),
    ],
    value: {
      order,
      voters: votersOf(view).map(({ id }) => id),
      leader: view.leader?.name ?? null,
      successor: chooseSuccessor(view.members, []) ?? null,
    } satisfies RestartWay,
  };
}

function soften(finding: Finding): Finding {
  return finding.severity === 'refusal' && CURED.has(finding.gate) ? { ...finding, severity: 'warning' } : finding;
}
