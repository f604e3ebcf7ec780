import type { Membership } from './log.ts';

export type MembershipChange =
  | { readonly kind: 'add-voter'; readonly id: number }
  | { readonly kind: 'add-learner'; readonly id: number }
  | { readonly kind: 'remove-voter'; readonly id: number }
  | { readonly kind: 'remove-node'; readonly id: number }
  /** From two sets to the second one. */
  | { readonly kind: 'settle' };

/** Of every set, without repetition, in their order. */
export function votersOf({ configs }: Membership): number[] {
  return [...new Set(configs.flat())].sort((one, other) => one - other);
}

export function learnersOf(membership: Membership): number[] {
  const voters = votersOf(membership);
  return membership.nodes.filter((id) => !voters.includes(id));
}

export function isJoint({ configs }: Membership): boolean {
  return configs.length > 1;
}

/** A majority of every set: while a change is under way one of two is not enough. */
export function isQuorum({ configs }: Membership, ids: ReadonlySet<number>): boolean {
  return configs.every((config) => config.filter((id) => ids.has(id)).length > config.length / 2);
}

/**
 * The next membership on the way to a changed one (as read in openraft): a set that is one of the present ones is gone over to
 * at once, so any change at all completes what somebody else's left pending. Another set needs both for a while.
 */
export function changeMembership(membership: Membership, change: MembershipChange): Membership {
  const last = membership.configs.at(-1) ?? [];
  const goal = goalOf(last, change);
  const known = membership.configs.find((config) => sameSet(config, goal));
  const configs = known === undefined ? [last, goal] : [known];
  const learners = learnersOf(membership).filter((id) => !(change.kind === 'remove-node' && change.id === id));
  if (change.kind === 'add-learner') learners.push(change.id);
  const nodes = [...new Set([...configs.flat(), ...learners])].sort((one, other) => one - other);
  return { configs, nodes };
}

function goalOf(last: readonly number[], change: MembershipChange): readonly number[] {
  switch (change.kind) {
    case 'add-voter':
      return [...new Set([...last, change.id])].sort((one, other) => one - other);
    case 'remove-voter':
      return last.filter((id) => id !== change.id);
    case 'add-learner':
    case 'remove-node':
    case 'settle':
      return last;
  }
}

function sameSet(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
