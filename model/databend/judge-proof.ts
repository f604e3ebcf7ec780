import { countVoters, hasMajority } from './judge-quorum.ts';
import type { MembershipView } from './view-membership.ts';

/** Why nothing may be written to prove the majority: all that answer have to agree first. Nothing when it may. */
export function judgeProof(view: MembershipView): string | undefined {
  const { leader, whyNone, hung, told, foreign, claims, members } = view;
  if (leader === undefined) return whyNone ?? 'nobody leads';
  if (hung.length > 0) return `the status of ${hung.join(', ')} hangs beside passing health`;
  if (foreign.length > 0) return `${foreign.join(', ')} is of another cluster`;
  const others = claims.filter(({ name }) => name !== leader.name).map(({ name }) => name);
  if (others.length > 0) return `${others.join(', ')} says too that it leads`;
  if (told.length > 1) return 'the members do not have the same voters';
  const voters = countVoters(members);
  if (!hasMajority(voters)) return `only ${voters.alive} of ${voters.total} voters live`;
  // Who answers and does not follow is in an election.
  const astray = members.find(({ lives, name }) => !lives && !view.silent.includes(name));
  return astray === undefined ? undefined : `${astray.name}: ${astray.why ?? 'it does not follow'}`;
}
