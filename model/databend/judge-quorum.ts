import { majorityOf } from '../majority.ts';
import type { GateName } from '../gates.ts';
import type { Finding } from '../step.ts';
import { type MetaMember, type MembershipView, votersOf } from './view-membership.ts';

/** Entries that a replica may be behind and still count as caught up: with writes going on none is level at every moment. */
export const NEAR = 50;

export interface VoterCount {
  readonly total: number;
  readonly alive: number;
}

/** What has to be known of a member to judge a step. */
export type GroupMember = Pick<MetaMember, 'name' | 'votes' | 'lives' | 'leads' | 'behind'>;

export interface StepRefusal {
  readonly gate: GateName;
  readonly subject: string;
  readonly message: string;
}

export function countVoters(members: readonly GroupMember[]): VoterCount {
  const voters = members.filter(({ votes }) => votes);
  return { total: voters.length, alive: voters.filter(({ lives }) => lives).length };
}

export function hasMajority({ total, alive }: VoterCount): boolean {
  return total > 0 && alive >= majorityOf(total);
}

/** The dead leave first, for each living one that goes before them costs the majority; the leader goes last. */
export function orderLeaving(members: readonly GroupMember[], leaving: readonly string[]): readonly string[] {
  const rankOf = (name: string) => {
    const member = members.find((one) => one.name === name);
    if (member === undefined) return 0;
    if (member.leads) return 4;
    return (member.lives ? 2 : 0) + (member.votes ? 0 : 1);
  };
  return [...leaving].sort((a, b) => rankOf(a) - rankOf(b));
}

/** Who can take the leadership over: a living voter that is caught up, the furthest one, of those that stay. */
export function chooseSuccessor(members: readonly GroupMember[], not: readonly string[]): string | undefined {
  const fit = members.filter((member) => isFit(member) && !member.leads && !not.includes(member.name));
  return fit.sort((a, b) => (a.behind ?? 0) - (b.behind ?? 0))[0]?.name;
}

/** It would be elected at once when the leadership is given to it. */
export function isFit({ votes, lives, behind }: GroupMember): boolean {
  return votes && lives && behind !== undefined && behind <= NEAR;
}

/** Why this one must not leave now; nothing when it may. A change needs a majority of the present set and of the next one. */
export function refuseLeave(
  members: readonly GroupMember[],
  name: string,
  alsoLeaving: readonly string[] = [],
): StepRefusal | undefined {
  const member = members.find((one) => one.name === name);
  if (member === undefined) return undefined;
  const before = countVoters(members);
  if (member.votes && before.total === 1) {
    return {
      gate: 'last-voter',
      subject: name,
      message: `${name} is the last voter: with it the metadata would go`,
    };
  }
  if (!hasMajority(before))
    return refuseMajority(name, `${sayCount(before)} live, and it takes ${majorityOf(before.total)}`);
  const rest = members.filter((one) => one !== member);
  const after = countVoters(rest);
  if (!hasMajority(after)) {
    return refuseMajority(
      name,
      `without ${name} ${sayCount(after)} would live, and it takes ${majorityOf(after.total)}`,
    );
  }
  if (member.leads && chooseSuccessor(members, [name, ...alsoLeaving]) === undefined) {
    return {
      gate: 'successor',
      subject: name,
      message: `${name} leads, and of those that stay no living voter is caught up with it`,
    };
  }
  return undefined;
}

/** Why one more voter must not come now; it is counted as living, for it votes only after it has caught up. */
export function refuseJoin(members: readonly GroupMember[], name: string): StepRefusal | undefined {
  const before = countVoters(members);
  if (!hasMajority(before))
    return refuseMajority(name, `${sayCount(before)} live, and it takes ${majorityOf(before.total)}`);
  const after = { total: before.total + 1, alive: before.alive + 1 };
  if (hasMajority(after)) return undefined;
  return refuseMajority(name, `with ${name} ${sayCount(after)} would live, and it takes ${majorityOf(after.total)}`);
}

/** The first step of a removal that must not be taken, when those before it were. */
export function findLeaveRefusal(members: readonly GroupMember[], order: readonly string[]): StepRefusal | undefined {
  let present = members;
  for (const name of order) {
    const refused = refuseLeave(present, name, order);
    if (refused !== undefined) return refused;
    const successor = chooseSuccessor(present, order);
    const led = present.some((one) => one.name === name && one.leads);
    present = present
      .filter((one) => one.name !== name)
      .map((one) => (led && one.name === successor ? { ...one, leads: true } : one));
  }
  return undefined;
}

/** Now. */
export function judgeMajority(view: MembershipView): Finding {
  const voters = votersOf(view);
  const { total, alive } = countVoters(voters);
  const subject = view.leader?.name ?? 'the group';
  const next = ['muster status'];
  if (view.leader === undefined) {
    // Without a leader nobody counts as living; whom to start is who does not answer.
    const gone = voters.filter(({ name }) => view.silent.includes(name)).map(({ name }) => name);
    const message = `nobody leads, and ${total - gone.length} of ${total} voters answer`;
    const start = gone.length === 0 ? '' : `: start ${gone.join(', ')} first`;
    return { gate: 'majority', severity: 'refusal', subject, message: `${message}${start}`, next };
  }
  if (hasMajority({ total, alive })) {
    const message = `${sayCount({ total, alive })} live, each by its own word`;
    return { gate: 'majority', severity: 'ok', subject, message };
  }
  const message = `${sayCount({ total, alive })} live, and it takes ${majorityOf(total)}`;
  return { gate: 'majority', severity: 'refusal', subject, message, next };
}

/** Even sizes are legal, cost one more node and bear no more losses. */
export function judgeSize(total: number): readonly Finding[] {
  if (total % 2 === 1 || total === 0) return [];
  return [
    {
      gate: 'odd-voters',
      severity: 'warning',
      subject: 'the group',
      message: `${total} voters bear the loss of ${total - majorityOf(total)}, as ${total - 1} do`,
    },
  ];
}

/** Every member that does not live, as a warning; those that are to leave are left out. */
export function judgeDead(view: MembershipView, except: readonly string[] = []): readonly Finding[] {
  return view.members
    .filter(({ lives, name }) => !lives && !except.includes(name))
    .map(({ name, why, votes }) => ({
      gate: 'dead',
      severity: 'warning',
      subject: name,
      message: `${name} ${votes ? 'votes' : 'learns'} and cannot be counted on: ${why ?? 'no answer'}`,
      next: ['muster status'],
    }));
}

function refuseMajority(subject: string, message: string): StepRefusal {
  return { gate: 'majority', subject, message };
}

function sayCount({ total, alive }: VoterCount): string {
  return `${alive} of ${total} voters`;
}
