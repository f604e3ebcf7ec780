import { majorityOf } from '../majority.ts';
import type { Finding } from '../step.ts';

/** A registered frontend as the leader and it itself tell of it. */
export interface Member {
  readonly handle: string;
  /** False for observers and for what has never been alive: they cost no quorum. */
  readonly voter: boolean;
  readonly leads: boolean;
  /** It answers on its own port as a member that is up to date. */
  readonly serves: boolean;
  /** Why it serves or not. */
  readonly why: string;
}

/** What does not serve comes first, for it costs nothing and may be what the others need; the leader comes last. */
export function orderRestart(members: readonly Member[], wanted: readonly string[]): readonly string[] {
  const rankOf = (handle: string) => {
    const member = members.find((candidate) => candidate.handle === handle);
    if (member?.leads) return 2;
    return member?.serves === false ? 0 : 1;
  };
  return [...wanted].sort((a, b) => rankOf(a) - rankOf(b));
}

/** Whether the cluster can spare this one now. With an `outage` it need not: then it only says so. */
export function judgeSpare(members: readonly Member[], handle: string, outage?: string): readonly Finding[] {
  const severity = outage === undefined ? 'refusal' : 'warning';
  const others = members.filter((member) => member.handle !== handle);
  const findings: Finding[] = others
    .filter(({ serves }) => !serves)
    .map((member) => ({
      gate: 'serving',
      severity,
      subject: member.handle,
      message: `${member.handle} does not serve (${member.why}): put it right before another one is stopped`,
      next: ['muster status'],
    }));
  if (costsQuorum(members, handle)) findings.push(refuseOutage(members, handle, outage));
  if (findings.length > 0) return findings;
  const message = `every other frontend serves; without ${handle} ${describeVoters(others, members)}`;
  return [{ gate: 'outage', severity: 'ok', subject: handle, message }];
}

/** One after the other: each one that was restarted serves again before the next. */
export function judgeSequence(
  members: readonly Member[],
  order: readonly string[],
  outage?: string,
): readonly Finding[] {
  const findings = order.flatMap((handle, index) => {
    const before = new Set(order.slice(0, index));
    const then = members.map((member) => (before.has(member.handle) ? { ...member, serves: true } : member));
    return judgeSpare(then, handle, outage);
  });
  const seen = new Set<string>();
  return findings.filter(({ gate, subject }) => !seen.has(`${gate} ${subject}`) && seen.add(`${gate} ${subject}`));
}

/** Stopping what has no vote, or does not serve, takes nothing from the majority; it may be missing all the same. */
export function costsQuorum(members: readonly Member[], handle: string): boolean {
  const voters = members.filter(({ voter }) => voter);
  const left = voters.filter((member) => member.serves && member.handle !== handle).length;
  return voters.some((member) => member.handle === handle) && left < majorityOf(voters.length);
}

function refuseOutage(members: readonly Member[], handle: string, outage: string | undefined): Finding {
  const others = members.filter((member) => member.handle !== handle);
  const why = `while ${handle} restarts nobody leads: ${describeVoters(others, members)}`;
  if (outage !== undefined) {
    return { gate: 'outage', severity: 'warning', subject: handle, message: `${why}; asked for: ${outage}` };
  }
  return {
    gate: 'outage',
    severity: 'refusal',
    subject: handle,
    message: why,
    next: [`muster restart ${handle} --outage --reason '…'   # the cluster stops for about a minute`],
  };
}

function describeVoters(others: readonly Member[], all: readonly Member[]): string {
  const voters = all.filter(({ voter }) => voter).length;
  const serving = others.filter(({ voter, serves }) => voter && serves).length;
  return `${serving} of ${voters} voters stay, and it takes ${majorityOf(voters)}`;
}
