import { majorityOf } from '../majority.ts';
import { NOBODY, type LeavingMeta, raftAddress } from './leaving.ts';
import { type MembershipView, type MetaMember, votersOf } from './view-membership.ts';

/** How the group stands to an id that is to go. */
export type LeavingStand =
  /** Neither voter nor learner of anyone, nor a record: there is nothing to tell anybody. */
  | { readonly is: 'gone' }
  | { readonly is: 'leading' }
  /** Nobody would hear of it, or it could not come to an end now: said as a sentence. */
  | { readonly is: 'blocked'; readonly why: string }
  | { readonly is: 'ready' };

/** The id under which it is known: that of the file, or that of whoever is recorded at its address. */
export function idOf(view: MembershipView, { node, ...leaving }: LeavingMeta): number | undefined {
  if (node !== undefined) return node.id;
  const address = raftAddress(leaving);
  const member = view.members.find(({ handle }) => handle === address);
  return member?.id ?? view.ghosts.find(({ host, port }) => `${host}:${port}` === address)?.id;
}

/** That the id is a member's at another address: a leave of it would take out another node than the one that is named. */
export function sayOther(view: MembershipView, leaving: LeavingMeta, id: number): string | undefined {
  const address = raftAddress(leaving);
  const holder = view.members.find((one) => one.id === id);
  if (holder === undefined || holder.handle === address) return undefined;
  return `id ${id} is that of ${holder.handle}, and not of ${leaving.name} (${address}): another node would be taken out of the group`;
}

export function standOf(view: MembershipView, id: number): LeavingStand {
  if (view.leader === undefined) return { is: 'blocked', why: view.whyNone ?? 'nobody leads' };
  if (id !== NOBODY && isGone(view, id)) return { is: 'gone' };
  if (view.leader.id === id) return { is: 'leading' };
  const missing = findMissingMajority(view, id);
  return missing === undefined ? { is: 'ready' } : { is: 'blocked', why: missing };
}

/** Of a joint configuration the union is told, so whoever still tells the id has not seen the end of it. */
export function isGone({ members, told, ghosts }: MembershipView, id: number): boolean {
  return (
    !members.some((one) => one.id === id) && !told.some(({ voters }) => voters.includes(id)) && !isGhost(ghosts, id)
  );
}

function isGhost(ghosts: MembershipView['ghosts'], id: number): boolean {
  return ghosts.some((one) => one.id === id);
}

/** A change needs a majority of the voters that are and of those that will be (joint consensus); nothing checks that for us. */
export function findMissingMajority(view: MembershipView, id: number): string | undefined {
  const present = votersOf(view);
  const after = present.filter((one) => one.id !== id);
  const [set] = [present, after].filter((voters) => countLiving(voters) < majorityOf(voters.length));
  if (set === undefined) return undefined;
  const dead = set
    .filter(({ lives }) => !lives)
    .map(({ name, why }) => `${name} does not live (${why ?? 'no answer'})`);
  const of = set === present ? 'voters live' : 'voters that remain live';
  return `only ${countLiving(set)} of ${set.length} ${of}, which is no majority: ${dead.join(', ')}`;
}

function countLiving(members: readonly MetaMember[]): number {
  return members.filter(({ lives }) => lives).length;
}

/** Who is asked to take it in: members that live, the leader first, never the one that goes. */
export function chooseVia({ members }: MembershipView, id: number): readonly MetaMember[] {
  const others = members.filter((one) => one.lives && one.id !== id && one.votes);
  return [...others.filter(({ leads }) => leads), ...others.filter(({ leads }) => !leads)];
}
