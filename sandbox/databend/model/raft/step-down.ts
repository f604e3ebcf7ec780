import type { Vote } from '../disk.ts';
import type { MetaProcess } from '../process.ts';

/** Takes over a vote that is greater than its own; a leader or candidate is none any more. */
export function adoptVote(process: MetaProcess, vote: Vote): void {
  const before = process.disk.vote;
  const changed = process.disk.vote?.term !== vote.term || process.disk.vote.node !== vote.node;
  process.disk.vote = vote;
  if (changed) stopLeading(process);
  process.grants = undefined;
  if (vote.committed && (before?.committed !== true || before.node !== vote.node)) process.leaderChanges += 1;
}

/** Somebody knows a later vote: this node leads no more, and waits for whoever does. */
export function yieldTo(process: MetaProcess, vote: Vote): void {
  adoptVote(process, { ...vote, committed: false });
  process.heardAt = process.world.now;
  process.rearm();
}

/** Its unfinished writes stay in its log: the next leader either has them or has them taken back. */
export function stopLeading(process: MetaProcess): void {
  process.leading?.heartbeat?.();
  process.leading = undefined;
}
