import { type DatabendCluster, type MetaSpec, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import type { MemberAnswer } from '../../model/databend/member-answer.ts';
import type { MetaStatus } from '../../model/databend/meta-status.ts';
import { type LeaderClaim, type MembershipView, viewMembership } from '../../model/databend/view-membership.ts';
import { MusterError } from '../../model/error.ts';
import type { Tools } from '../tools.ts';
import { type ReadMembersOptions, readMembers } from './read-members.ts';

export interface Membership {
  readonly answers: readonly MemberAnswer[];
  readonly view: MembershipView;
}

/** The leader as it was a moment ago, by its own word and that of a majority. */
export interface MetaLeader extends Membership {
  readonly leader: LeaderClaim;
  /** What it says of itself. */
  readonly status: MetaStatus;
  /** As the cluster file has it; absent when it does not know it. */
  readonly node?: MetaSpec;
}

export async function readMembership(
  tools: Tools,
  cluster: DatabendCluster,
  options: ReadMembersOptions = {},
): Promise<Membership> {
  const answers = await readMembers(tools, cluster, options);
  return { answers, view: viewMembership(answers) };
}

/** Reads anew each time: the leader moves. A leader that has lost its quorum looks like any other: the proof tells. */
export async function findLeader(
  tools: Tools,
  cluster: DatabendCluster,
  options: ReadMembersOptions = {},
): Promise<MetaLeader> {
  const membership = await readMembership(tools, cluster, options);
  const { leader, whyNone = 'nobody leads' } = membership.view;
  const own = membership.answers.find(({ name }) => name === leader?.name);
  if (leader === undefined || own?.status === undefined) {
    throw new MusterError('NO_LEADER', `${cluster.name} has no leader: ${whyNone}`, {
      kind: 'transient',
      hint: 'muster status',
    });
  }
  const node = metasOf(cluster).find((candidate) => metaHandle(candidate) === own.handle);
  return { ...membership, leader, status: own.status, ...(node !== undefined && { node }) };
}
