import { type GroupMember, NEAR, chooseSuccessor, countVoters, hasMajority, isFit } from './judge-quorum.ts';
import type { GateName } from '../gates.ts';

export interface TransferWish {
  /** Name of the one that is to lead. @default whoever is the furthest of those that may */
  readonly to?: string | undefined;
  /** Names of those that must not. */
  readonly not?: readonly string[] | undefined;
}

export type TransferVerdict =
  /** It is already so. */
  | { readonly kind: 'so'; readonly leader: string }
  | { readonly kind: 'transfer'; readonly from: string; readonly to: string }
  | { readonly kind: 'refused'; readonly gate: GateName; readonly why: string };

/**
 * To whom the leadership is given. The product checks nothing: a transfer to a dead node, a learner or a stranger stops all
 * writes until somebody else is elected, and with one voter until a restart (recorded on 1.2.888).
 */
export function chooseTarget(members: readonly GroupMember[], { to, not = [] }: TransferWish): TransferVerdict {
  const leader = members.find(({ leads }) => leads);
  if (leader === undefined) return { kind: 'refused', gate: 'meta-leader', why: 'nobody leads' };
  if (to === leader.name || (to === undefined && not.length > 0 && !not.includes(leader.name))) {
    return { kind: 'so', leader: leader.name };
  }
  const voters = countVoters(members);
  if (voters.total === 1) {
    const why = `${leader.name} is the only voter: a transfer would stop all writes until it is restarted`;
    return { kind: 'refused', gate: 'successor', why };
  }
  if (!hasMajority(voters)) {
    return { kind: 'refused', gate: 'majority', why: `only ${voters.alive} of ${voters.total} voters live` };
  }
  const target = to ?? chooseSuccessor(members, not);
  if (target === undefined) {
    return { kind: 'refused', gate: 'successor', why: 'no other living voter is caught up' };
  }
  const member = members.find(({ name }) => name === target);
  const why = member === undefined ? `${target} is no member` : explainUnfit(member);
  if (why !== undefined) return { kind: 'refused', gate: 'successor', why };
  return { kind: 'transfer', from: leader.name, to: target };
}

function explainUnfit(member: GroupMember): string | undefined {
  const { name, votes, lives, behind } = member;
  if (isFit(member)) return undefined;
  if (!votes) return `${name} is a learner, and has no vote`;
  if (!lives) return `${name} does not live: writes would stop until another one is elected`;
  return behind === undefined
    ? `the leader has never reached ${name}`
    : `${name} is ${behind} entries behind, and may be ${NEAR}`;
}
