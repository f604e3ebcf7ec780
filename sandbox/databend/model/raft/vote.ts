import type { Vote } from '../disk.ts';
import { lastLogId } from '../disk-log.ts';
import { compareLogIds, type LogId } from '../log.ts';
import type { MetaProcess } from '../process.ts';
import { TIMELINE } from '../timeline.ts';
import { adoptVote } from './step-down.ts';

export interface VoteAnswer {
  readonly granted: boolean;
  readonly vote: Vote | undefined;
  readonly last: LogId | undefined;
}

export function leaseOf({ config }: MetaProcess): number {
  return TIMELINE.leaseHeartbeats * config.heartbeat;
}

/** A node that hears of its leader refuses, and its term stays: that is why a removed node climbs terms and harms nobody. */
export function requestVote(process: MetaProcess, vote: Vote, last: LogId | undefined): VoteAnswer {
  const own = process.disk.vote;
  const refused = { granted: false, vote: own, last: lastLogId(process.disk) };
  const led = own?.committed === true && process.leased;
  if (led && process.world.now < process.heardAt + leaseOf(process)) return refused;
  if (compareLogIds(last, refused.last) < 0) return refused;
  if (own !== undefined && (own.term > vote.term || (own.term === vote.term && own.node !== vote.node))) return refused;
  adoptVote(process, { ...vote, committed: false });
  process.heardAt = process.world.now;
  process.leased = false;
  process.rearm();
  return { granted: true, vote: process.disk.vote, last: refused.last };
}
