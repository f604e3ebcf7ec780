import { type MetaSpec, metaHandle } from './cluster-spec.ts';
import { raftHandle } from './member-answer.ts';
import type { MetaStatus } from './meta-status.ts';
import type { MembershipView } from './view-membership.ts';

/**
 * How far a node that is to join has come before, as the members tell: nothing of it · `ghost`: its address is recorded, it is
 * no member · `learner` · `voter`: it votes, and `reached` says whether it ever took over anything.
 */
export type Standing =
  | { readonly is: 'unknown' }
  | { readonly is: 'ghost' }
  | { readonly is: 'learner' }
  | { readonly is: 'voter'; readonly reached: boolean };

export function isHalfJoined(standing: Standing): boolean {
  return standing.is !== 'unknown';
}

/** Only under this very id and raft address: anything else is another node, and the gate of ids refuses it. */
export function findStanding(
  node: MetaSpec,
  { members, ghosts }: Pick<MembershipView, 'members' | 'ghosts'>,
  leader: Pick<MetaStatus, 'replication'> | undefined,
): Standing {
  const handle = metaHandle(node);
  const member = members.find((one) => one.id === node.id && one.handle === handle);
  if (member !== undefined) {
    if (!member.votes) return { is: 'learner' };
    // A leader that has just been elected has not asked everybody yet: whoever follows was reached.
    const reached = member.lives || (leader?.replication?.[String(node.id)] ?? null) !== null;
    return { is: 'voter', reached };
  }
  const ghost = ghosts.some((one) => one.id === node.id && raftHandle(one) === handle);
  return { is: ghost ? 'ghost' : 'unknown' };
}
