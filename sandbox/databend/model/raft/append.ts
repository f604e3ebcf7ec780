import { compareLogIds, type Entry, type LogId, sameLogId } from '../log.ts';
import type { Snapshot, Vote } from '../disk.ts';
import { copyStateMachine } from '../disk.ts';
import { entryAt, findEffective, lastIndex, logIdAt, truncateFrom } from '../disk-log.ts';
import type { MetaProcess } from '../process.ts';
import { applyUpTo } from './commit.ts';
import { FEW_ENTRIES, TIMELINE } from '../timeline.ts';
import { adoptVote } from './step-down.ts';

export type AppendAnswer =
  | { readonly kind: 'matched' }
  | { readonly kind: 'higher'; readonly vote: Vote }
  /** It does not have what should come before; `last`: how far its log goes at most. */
  | { readonly kind: 'conflict'; readonly last: number };

/** Whoever leads by this vote: a node that knows a later one says so, and the old leader is none any more. */
function accept(process: MetaProcess, vote: Vote): AppendAnswer | undefined {
  const own = process.disk.vote;
  if (
    own !== undefined &&
    (own.term > vote.term || (own.term === vote.term && own.committed && own.node !== vote.node))
  ) {
    return { kind: 'higher', vote: own };
  }
  if (own === undefined || own.term !== vote.term || own.node !== vote.node || !own.committed) adoptVote(process, vote);
  if (process.leading !== undefined) return undefined;
  process.heardAt = process.world.now;
  process.leased = true;
  process.greaterLog = false;
  process.rearm();
  return undefined;
}

export function receiveHeartbeat(
  process: MetaProcess,
  vote: Vote,
  matched: LogId | undefined,
  committed: number,
): AppendAnswer {
  const refused = accept(process, vote);
  if (refused !== undefined) return refused;
  if (matched !== undefined && !has(process, matched)) return { kind: 'conflict', last: lastIndex(process.disk) };
  applyUpTo(process, Math.min(committed, lastIndex(process.disk)));
  return { kind: 'matched' };
}

export function receiveEntries(
  process: MetaProcess,
  vote: Vote,
  previous: LogId | undefined,
  entries: readonly Entry[],
  committed: number,
): AppendAnswer {
  const refused = accept(process, vote);
  if (refused !== undefined) return refused;
  const { disk } = process;
  if (previous !== undefined && !has(process, previous)) {
    return { kind: 'conflict', last: Math.min(lastIndex(disk), previous.index - 1) };
  }
  for (const entry of entries) {
    if (entry.id.index <= process.committed || sameLogId(entryAt(disk, entry.id.index)?.id, entry.id)) continue;
    if (entry.id.index <= lastIndex(disk)) takeBack(process, entry.id.index);
    disk.log.push(entry);
    if (entry.payload.kind === 'membership') process.effective = { id: entry.id, membership: entry.payload.membership };
  }
  const upTo = Math.min(committed, entries.at(-1)?.id.index ?? previous?.index ?? -1);
  if (entries.length < FEW_ENTRIES) applyUpTo(process, upTo);
  else process.after(TIMELINE.apply, () => applyUpTo(process, upTo));
  if (process.leading === undefined) process.rearm();
  return { kind: 'matched' };
}

export function receiveSnapshot(process: MetaProcess, vote: Vote, snapshot: Snapshot): AppendAnswer {
  const refused = accept(process, vote);
  if (refused !== undefined) return refused;
  const { disk } = process;
  if (compareLogIds(snapshot.last, disk.state.applied) <= 0) return { kind: 'matched' };
  takeBack(process, -1);
  disk.purged = snapshot.last;
  disk.snapshot = snapshot;
  disk.state = copyStateMachine(snapshot.state);
  process.committed = snapshot.last.index;
  process.effective = findEffective(disk);
  return { kind: 'matched' };
}

/** What a leader left that nobody else has; who waits for it is sent on. */
function takeBack(process: MetaProcess, index: number): void {
  truncateFrom(process.disk, index);
  process.effective = findEffective(process.disk);
  for (const [at, pending] of [...process.pending]) {
    if (at < index) continue;
    process.pending.delete(at);
    process.proposalsFailed += 1;
    pending.done({ kind: 'forward', to: process.leaderId });
  }
}

function has({ disk, committed }: MetaProcess, id: LogId): boolean {
  return id.index <= committed || sameLogId(logIdAt(disk, id.index), id);
}
