import { majorityOf } from '../majority.ts';
import { type FrontendRow, isVoter, rowHandle } from './frontend-rows.ts';

/** A registered frontend as the quorum sees it. */
export interface Member {
  readonly handle: string;
  readonly role: FrontendRow['role'];
  /** It counts for the majority: a follower that has been alive once. */
  readonly votes: boolean;
  readonly lives: boolean;
}

/** The leader's list, and who answered when it was read. */
export interface MemberReading {
  readonly rows: readonly FrontendRow[];
  /** Hosts that answered on their own port. */
  readonly answering: readonly string[];
}

/**
 * A dead frontend is called alive for up to 19 s (recorded on 3.5.7), and after a change of leader for another 19 s. Whoever
 * is to be counted on must also have answered by itself.
 */
export function viewMembers({ rows, answering }: MemberReading): readonly Member[] {
  return rows.map((row) => ({
    handle: rowHandle(row),
    role: row.role,
    votes: isVoter(row),
    lives: row.alive && answering.includes(row.host),
  }));
}

export interface Voters {
  readonly total: number;
  readonly alive: number;
}

export function countVoters(members: readonly Member[]): Voters {
  const voters = members.filter(({ votes }) => votes);
  return { total: voters.length, alive: voters.filter(({ lives }) => lives).length };
}

export function hasMajority({ total, alive }: Voters): boolean {
  return alive >= majorityOf(total);
}
