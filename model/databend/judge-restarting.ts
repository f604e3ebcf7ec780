import { majorityOf } from '../majority.ts';
import type { Finding } from '../step.ts';
import { type GroupMember, countVoters, hasMajority } from './judge-quorum.ts';

/** What does not live comes first, for it costs nothing; the leader comes last, and hands over before. */
export function orderRestart(members: readonly GroupMember[], wanted: readonly string[]): readonly string[] {
  const rankOf = (name: string) => {
    const member = members.find((one) => one.name === name);
    if (member?.leads) return 2;
    return member?.lives === false ? 0 : 1;
  };
  return [...wanted].sort((a, b) => rankOf(a) - rankOf(b));
}

/** Whether the group writes on while this one is stopped. With an `outage` it need not: then it only says so. */
export function judgeStop(members: readonly GroupMember[], name: string, outage?: string): Finding {
  const present = members.map((one) => (one.name === name ? { ...one, lives: false } : one));
  const { total, alive } = countVoters(present);
  const votes = members.some((one) => one.name === name && one.votes);
  const dead = members.filter((one) => one.name !== name && one.votes && !one.lives).map((one) => one.name);
  const left = `while ${name} is stopped ${alive} of ${total} voters live, and it takes ${majorityOf(total)}`;
  if (!votes || hasMajority({ total, alive })) {
    return { gate: 'outage', severity: 'ok', subject: name, message: left };
  }
  if (outage !== undefined) {
    return { gate: 'outage', severity: 'warning', subject: name, message: `${left}; asked for: ${outage}` };
  }
  return {
    gate: 'outage',
    severity: 'refusal',
    subject: name,
    message: `${left}: nothing could be written meanwhile${sayDead(dead)}`,
    next: [
      ...dead.map((one) => `muster restart ${one}   # ${BESIDE}`),
      // With all of them back it would cost nobody anything.
      ...(hasMajority({ total, alive: alive + dead.length }) ? [] : [`muster restart ${name} --outage --reason '…'`]),
    ],
  };
}

/** The same is asked anew before each stop, where the operation itself is in the way of another one. */
const BESIDE = 'beside an operation that holds: start its unit on its host, then retry';

function sayDead(dead: readonly string[]): string {
  if (dead.length === 0) return '';
  return `; ${dead.join(', ')} ${dead.length === 1 ? 'does' : 'do'} not live`;
}

/** One after the other, each back before the next one; what was dead before it lives then. */
export function judgeStops(
  members: readonly GroupMember[],
  order: readonly string[],
  outage?: string,
): readonly Finding[] {
  return order.map((name, index) => {
    const before = order.slice(0, index);
    const then = members.map((one) => (before.includes(one.name) ? { ...one, lives: true } : one));
    return judgeStop(then, name, outage);
  });
}
