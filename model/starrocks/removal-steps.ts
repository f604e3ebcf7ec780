import type { GateName } from '../gates.ts';
import { type Member, countVoters, hasMajority } from './view-members.ts';

/** What of a removal touches the quorum. */
export type RemovalStep =
  | { readonly kind: 'drop'; readonly handle: string }
  /** The leader is stopped, so that another one leads; `returns` says that it is started again before anything else. */
  | { readonly kind: 'stand-down'; readonly handle: string; readonly returns: boolean };

export interface StepRefusal {
  readonly gate: GateName;
  readonly message: string;
}

/**
 * The dead first, voters before the rest: the dead half of a pair costs the leader within about 40 s. Then, when the leader
 * leaves together with other living voters, the leadership is brought to one that stays while all of them still vote;
 * then observers, followers, and the leader of before last.
 */
export function orderRemoval(members: readonly Member[], leaving: readonly string[]): readonly RemovalStep[] {
  const brings = members.some(
    ({ handle, lives, votes, role }) => leaving.includes(handle) && lives && votes && role !== 'LEADER',
  );
  return orderSteps(members, leaving, brings);
}

/**
 * Whether the leader could as well stand down last, with the others gone: then an election that goes on choosing one that
 * leaves is no reason to hold. Nobody can say who is elected.
 */
export function canStandDownLast(members: readonly Member[], leaving: readonly string[]): boolean {
  return findRefusal(members, orderSteps(members, leaving, false)) === undefined;
}

function orderSteps(members: readonly Member[], leaving: readonly string[], brings: boolean): readonly RemovalStep[] {
  const going = leaving.flatMap((handle) => members.filter((member) => member.handle === handle));
  const leader = going.find(({ role }) => role === 'LEADER');
  const others = going.filter((member) => member !== leader);
  const dead = others.filter(({ lives }) => !lives);
  const living = others.filter(({ lives }) => lives);
  const drop = ({ handle }: Member): RemovalStep => ({ kind: 'drop', handle });
  const standDown = (returns: boolean): RemovalStep[] =>
    leader === undefined ? [] : [{ kind: 'stand-down', handle: leader.handle, returns }];
  return [
    ...first(dead, ({ votes }) => votes).map(drop),
    ...(brings ? standDown(true) : []),
    ...first(living, ({ role }) => role === 'OBSERVER').map(drop),
    ...(brings ? [] : standDown(false)),
    ...(leader === undefined ? [] : [drop(leader)]),
  ];
}

/** The first step that must not be taken, when those before it were. */
export function findRefusal(
  members: readonly Member[],
  steps: readonly RemovalStep[],
): (StepRefusal & { readonly handle: string }) | undefined {
  let present = members;
  for (const step of steps) {
    const refused = refuseStep(present, step);
    if (refused !== undefined) return { ...refused, handle: step.handle };
    present = takeStep(present, step);
  }
  return undefined;
}

function first(members: readonly Member[], sooner: (member: Member) => boolean): readonly Member[] {
  return [...members.filter(sooner), ...members.filter((member) => !sooner(member))];
}

/**
 * Why the step must not be taken now; nothing when it may. A majority of the voters lives before it and after it. The one
 * exception is the dead voter of a pair, whose drop is judged by what it leaves: it is what saves the cluster.
 */
export function refuseStep(members: readonly Member[], step: RemovalStep): StepRefusal | undefined {
  const member = members.find(({ handle }) => handle === step.handle);
  if (member === undefined) return undefined;
  return step.kind === 'drop' ? refuseDrop(members, member) : refuseStandDown(members, member);
}

/** What the members are after the step. */
export function takeStep(members: readonly Member[], step: RemovalStep): readonly Member[] {
  if (step.kind === 'drop') return members.filter(({ handle }) => handle !== step.handle);
  return members.map((member) =>
    member.handle === step.handle ? { ...member, role: 'FOLLOWER', lives: step.returns && member.lives } : member,
  );
}

function refuseDrop(members: readonly Member[], member: Member): StepRefusal | undefined {
  const { handle, votes, lives, role } = member;
  const before = countVoters(members);
  if (votes && before.total === 1) return refuseLast(handle);
  if (role === 'LEADER')
    return { gate: 'member', message: `${handle} leads: another one must lead before it is dropped` };
  const savesPair = votes && !lives && before.total === 2;
  if (!hasMajority(before) && !savesPair) {
    return { gate: 'quorum', message: `only ${before.alive} of ${before.total} voters live: nothing can be dropped` };
  }
  const after = countVoters(members.filter((other) => other !== member));
  if (hasMajority(after)) return undefined;
  return {
    gate: 'quorum',
    message: `without ${handle} ${after.alive} of ${after.total} voters would live, which is no majority`,
  };
}

function refuseStandDown(members: readonly Member[], { handle, lives }: Member): StepRefusal | undefined {
  const { total, alive } = countVoters(members);
  if (total === 1) return refuseLast(handle);
  if (total === 2) {
    return {
      gate: 'pair',
      message: `${handle} leads a pair: neither can it be dropped nor the other one lead alone; remove the other one or add a third`,
    };
  }
  const halfJoined = members.find(({ role, votes }) => role === 'FOLLOWER' && !votes);
  if (halfJoined !== undefined) {
    return {
      gate: 'half-joined',
      message: `${halfJoined.handle} is registered and has never been alive: only the memory of ${handle} keeps it from counting`,
    };
  }
  const without = { total, alive: alive - (lives ? 1 : 0) };
  if (hasMajority(without)) return undefined;
  return {
    gate: 'quorum',
    message: `while ${handle} is stopped ${without.alive} of ${total} voters would live, which is no majority`,
  };
}

function refuseLast(handle: string): StepRefusal {
  return { gate: 'last', message: `${handle} is the last frontend that votes: with it the metadata would go` };
}
