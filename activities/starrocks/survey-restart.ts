import { type StarRocksCluster, frontendHandle, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { type FrontendRow, isHalfJoined, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeSequence, orderRestart } from '../../model/starrocks/judge-restart.ts';
import type { CheckResult, Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { refuseUnread } from './check-privileges.ts';
import { findNode } from './find-node.ts';
import { type Membership, readMembers } from './read-members.ts';

export interface RestartInput {
  readonly cluster: StarRocksCluster;
  /** Aliases. All of the file's: those that are no members are left out. */
  readonly nodes: readonly string[];
  readonly outage?: string;
}

/** Aliases in the order in which they are restarted. */
export type RestartOrder = { readonly order: readonly string[] };

/** Gates about the cluster: privileges, member, serving, outage, quorum. Gives the order: the leader last. */
export async function surveyRestart(tools: Tools, input: RestartInput): Promise<CheckResult> {
  let membership: Membership;
  try {
    membership = await readMembers(tools, input.cluster);
  } catch (error) {
    // Restart as a cure for a cluster that has no leader: only where the outage was asked for.
    const finding = refuseUnread(input.cluster, error);
    const cure = finding.gate === 'quorum' && input.outage !== undefined;
    return { findings: [cure ? { ...finding, severity: 'warning' } : finding] };
  }
  const { leader, members } = membership;
  const { kept, findings } = chooseMembers(input, leader.rows);
  const aliasOf = new Map(kept.map((alias) => [handleOf(input, alias), alias]));
  const order = orderRestart(members, [...aliasOf.keys()]);
  return {
    findings: [...findings, ...judgeSequence(members, order, input.outage)],
    value: { order: order.flatMap((handle) => aliasOf.get(handle) ?? []) } satisfies RestartOrder,
  };
}

function chooseMembers(
  input: RestartInput,
  rows: readonly FrontendRow[],
): { readonly kept: readonly string[]; readonly findings: readonly Finding[] } {
  const isMember = (alias: string) =>
    rows.some((row) => rowHandle(row) === handleOf(input, alias) && !isHalfJoined(row));
  const kept = input.nodes.filter(isMember);
  const all = frontendsOf(input.cluster).every(({ alias }) => input.nodes.includes(alias));
  const findings = input.nodes
    .filter((alias) => !isMember(alias))
    .map((alias): Finding => {
      const what = `${alias} (${handleOf(input, alias)}) is not a member of the cluster`;
      return all && kept.length > 0
        ? { gate: 'member', severity: 'ok', subject: alias, message: `${what}, and is left out` }
        : { gate: 'member', severity: 'refusal', subject: alias, message: what, next: [`muster add ${alias}`] };
    });
  return { kept, findings };
}

function handleOf({ cluster }: RestartInput, node: string): string {
  return frontendHandle(findNode({ cluster, node }));
}
