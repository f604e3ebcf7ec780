import { compareLogIds } from '../log.ts';
import { lastLogId } from '../disk-log.ts';
import { isQuorum, votersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';
import { TIMELINE } from '../timeline.ts';
import { findPeer } from './find-peer.ts';
import { startLeading } from './lead.ts';
import { isVoter } from './role.ts';
import { adoptVote, yieldTo } from './step-down.ts';
import { leaseOf, requestVote } from './vote.ts';

/** Stands for election once nothing was heard for long enough; asked again after everything that was heard. */
export function armElection(process: MetaProcess): void {
  process.election?.();
  const { world, config } = process;
  const spread = world.options.random() * TIMELINE.electionSpread * config.heartbeat;
  const alone = votersOf(process.effective.membership).length === 1;
  const timeout =
    TIMELINE.electionHeartbeats * config.heartbeat + spread + (process.greaterLog ? TIMELINE.greaterLog : 0);
  if (alone) process.heardAt = -Infinity;
  process.election = process.after(alone ? 0 : timeout, () => standOrWait(process, timeout, false));
}

function standOrWait(process: MetaProcess, timeout: number, patient: boolean): void {
  if (process.leading !== undefined || !process.running || !isVoter(process)) return;
  const due = process.heardAt + (process.leased ? leaseOf(process) : 0) + timeout - process.world.now;
  if (due > 0) {
    process.election = process.after(due, () => standOrWait(process, timeout, patient));
    return;
  }
  if (!patient && isLeaderSilent(process)) {
    process.election = process.after(TIMELINE.silentLeader, () => standOrWait(process, timeout, true));
    return;
  }
  stand(process);
}

export function stand(process: MetaProcess): void {
  const { config } = process;
  process.greaterLog = false;
  adoptVote(process, { term: process.term + 1, node: config.id, committed: false });
  process.heardAt = process.world.now;
  process.leased = false;
  const grants = new Set([config.id]);
  process.grants = grants;
  armElection(process);
  if (isQuorum(process.effective.membership, grants)) {
    startLeading(process);
    return;
  }
  process.after(TIMELINE.ballot, () => {
    for (const id of votersOf(process.effective.membership)) {
      if (id !== config.id && process.grants === grants) askForVote(process, id, grants);
    }
  });
}

function askForVote(process: MetaProcess, id: number, grants: Set<number>): void {
  const peer = findPeer(process, id);
  const { vote } = process.disk;
  if (typeof peer === 'string' || vote === undefined) return;
  const answer = requestVote(peer, vote, lastLogId(process.disk));
  if (compareLogIds(answer.last, lastLogId(process.disk)) > 0) process.greaterLog = true;
  if (answer.granted) {
    grants.add(id);
    if (isQuorum(process.effective.membership, grants)) {
      process.grants = undefined;
      process.after(TIMELINE.ballot, () => {
        if (process.disk.vote === vote) startLeading(process);
      });
    }
  } else if (answer.vote !== undefined && answer.vote.term > vote.term) {
    yieldTo(process, answer.vote);
  }
  armElection(process);
}

function isLeaderSilent(process: MetaProcess): boolean {
  const { leaderId } = process;
  return leaderId !== undefined && leaderId !== process.config.id && findPeer(process, leaderId) === 'silent';
}
