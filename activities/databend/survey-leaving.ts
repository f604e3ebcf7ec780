import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { judgeLeavingMember } from '../../model/databend/judge-leaving.ts';
import { chooseSuccessor, findLeaveRefusal, judgeSize, orderLeaving } from '../../model/databend/judge-quorum.ts';
import { type LeavingMeta, raftAddress } from '../../model/databend/leaving.ts';
import { type MembershipView, votersOf } from '../../model/databend/view-membership.ts';
import type { CheckResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { findLeaving } from './find-leaving.ts';
import { endpointOf } from './read-endpoints.ts';
import { surveyGroup } from './survey-group.ts';
import { toFinding } from './survey-joining.ts';

export interface LeavingInput {
  readonly cluster: DatabendCluster;
  /** Aliases, or `host:raft port` of members that the cluster file does not know. */
  readonly nodes: readonly string[];
  readonly lost: boolean;
  /** How many voters come before these leave: those of a replacement. @default 0 */
  readonly joining?: number;
}

/** What a removal is decided by. */
export type LeavingWay = {
  /** Names: the dead first, the leader last. */
  readonly order: readonly string[];
  /** Ids that vote now. */
  readonly voters: readonly number[];
  /** Id of each, by name; of one that nobody knows it is absent. */
  readonly ids: Readonly<Record<string, number>>;
  /** Where Query nodes know each, by name; of one that nobody has recorded it is absent. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Who leads, when it is one of them. */
  readonly leader: string | null;
  /** Who can take over then. */
  readonly successor: string | null;
};

/** Gates about the group that nodes are to leave: what every single step leaves of the majority, and who is called lost. */
export async function surveyLeaving(tools: Tools, input: LeavingInput): Promise<CheckResult> {
  const { cluster, lost, joining = 0 } = input;
  const leaving = input.nodes.map((node) => findLeaving({ cluster, node }));
  const group = await surveyGroup(tools, cluster, { leaving: input.nodes });
  const { view } = group;
  const order = orderLeaving(view.members, input.nodes);
  // Those that come first vote and live before one leaves.
  const coming = Array.from({ length: joining }, (_, index) => ({
    ...{ name: `(new ${index + 1})`, votes: true, lives: true, leads: false, behind: 0 },
  }));
  const members = [...view.members, ...coming];
  const refused = view.leader === undefined ? undefined : findLeaveRefusal(members, order);
  const rest = members.filter(({ name, votes }) => votes && !order.includes(name));
  const leads = view.members.find((one) => one.leads && order.includes(one.name));
  return {
    findings: [
      ...group.findings,
      ...leaving.flatMap((one) => judgeLeavingMember(one, group, lost)),
      ...(refused === undefined ? [] : [toFinding(refused)]),
      ...judgeSize(view.leader === undefined ? 0 : rest.length),
    ],
    value: {
      order,
      voters: votersOf(view).map(({ id }) => id),
      ids: byName(leaving, (one) => idAt(view, raftAddress(one)) ?? one.node?.id),
      endpoints: byName(leaving, ({ name }) => endpointOf({ cluster, node: name }, group)),
      leader: leads?.name ?? null,
      successor: chooseSuccessor(members, order) ?? null,
    } satisfies LeavingWay,
  };
}

function byName<Value>(
  leaving: readonly LeavingMeta[],
  read: (one: LeavingMeta) => Value | undefined,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    leaving.flatMap((one) => {
      const value = read(one);
      return value === undefined ? [] : [[one.name, value]];
    }),
  );
}

function idAt({ members, ghosts }: MembershipView, address: string): number | undefined {
  return (
    members.find(({ handle }) => handle === address)?.id ??
    ghosts.find(({ host, port }) => `${host}:${port}` === address)?.id
  );
}
