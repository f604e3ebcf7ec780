import { entriesFrom, lastIndex, logIdAt } from '../disk-log.ts';
import type { Snapshot } from '../disk.ts';
import type { MetaProcess } from '../process.ts';
import { CHUNK_ENTRIES, FEW_ENTRIES, TIMELINE } from '../timeline.ts';
import { type AppendAnswer, receiveEntries, receiveSnapshot } from './append.ts';
import { applyUpTo, findCommitted, isDismissed } from './commit.ts';
import { findPeer } from './find-peer.ts';
import type { Stream } from './leading.ts';
import { stopLeading, yieldTo } from './step-down.ts';
import { tell } from './tell.ts';

/** Who is new in the membership gets the log; who is out of it gets nothing more, not even the news. */
export function syncStreams(process: MetaProcess): void {
  const { leading, effective, config, disk } = process;
  if (leading === undefined) return;
  for (const id of leading.streams.keys()) {
    if (!effective.membership.nodes.includes(id)) leading.streams.delete(id);
  }
  for (const id of effective.membership.nodes) {
    if (id === config.id || leading.streams.has(id)) continue;
    leading.streams.set(id, { matched: undefined, next: lastIndex(disk) + 1, busy: false, reachable: true });
  }
}

export function sendSoon(process: MetaProcess): void {
  const { leading } = process;
  if (leading === undefined || leading.sending) return;
  leading.sending = true;
  process.after(TIMELINE.network, () => {
    leading.sending = false;
    if (process.leading !== leading) return;
    for (const id of [...leading.streams.keys()]) send(process, id);
    advance(process);
  });
}

/** Sends one node the next part that it lacks; the rest follows by itself. Nobody there: the next heartbeat tries again. */
export function send(process: MetaProcess, id: number): void {
  const { leading, disk } = process;
  const stream = leading?.streams.get(id);
  if (leading === undefined || stream === undefined || stream.busy) return;
  if (stream.matched !== undefined && stream.next > lastIndex(disk)) return;
  const peer = findPeer(process, id);
  stream.reachable = typeof peer !== 'string';
  if (typeof peer === 'string') return;
  const snapshot = stream.next <= (disk.purged?.index ?? -1) ? disk.snapshot : undefined;
  const time =
    snapshot === undefined ? chunkTime(entriesFrom(disk, stream.next, CHUNK_ENTRIES).length) : snapshotTime(snapshot);
  // As of now: what is sent to others at the same moment may commit it before this one arrives.
  const { committed } = process;
  stream.busy = true;
  work(process, peer.config.machine, time, () => {
    stream.busy = false;
    if (process.leading !== leading || leading.streams.get(id) !== stream) return;
    deliver(process, id, stream, snapshot, committed);
  });
}

/** A few entries are there at once. */
function chunkTime(entries: number): number {
  return entries < FEW_ENTRIES ? 0 : (TIMELINE.chunk * entries) / CHUNK_ENTRIES;
}

function snapshotTime({ state }: Snapshot): number {
  return TIMELINE.snapshot + TIMELINE.snapshotPerKey * state.kv.size;
}

/** Takes so long, and longer on a slow machine, where even a single entry does. */
function work(process: MetaProcess, machine: string, time: number, done: () => void): void {
  const slow = process.world.slowness.has(machine);
  workOn(process, machine, slow ? Math.max(time, TIMELINE.slowWork) : time, done);
}

/** What is left goes faster once the machine is slow no more. */
function workOn(process: MetaProcess, machine: string, left: number, done: () => void): void {
  const slowness = process.world.slowness.get(machine) ?? 1;
  const step = Math.min(left * slowness, TIMELINE.slowLook);
  process.after(step, () => {
    const rest = left - step / slowness;
    if (rest <= 0.001) done();
    else workOn(process, machine, rest, done);
  });
}

function deliver(
  process: MetaProcess,
  id: number,
  stream: Stream,
  snapshot: Snapshot | undefined,
  committed: number,
): void {
  const { disk } = process;
  const { vote } = disk;
  // It may be another process by now, or none.
  const peer = findPeer(process, id);
  if (typeof peer === 'string' || vote === undefined) return;
  if (snapshot !== undefined) {
    const answer = receiveSnapshot(peer, vote, snapshot);
    if (answer.kind === 'matched') advanceStream(stream, snapshot.last.index, snapshot.last);
    else hearNo(process, stream, answer);
  } else {
    const previous = logIdAt(disk, stream.next - 1);
    if (previous === undefined && stream.next > 0) return;
    const entries = entriesFrom(disk, stream.next, CHUNK_ENTRIES);
    const answer = receiveEntries(peer, vote, previous, entries, committed);
    const last = entries.at(-1)?.id ?? previous;
    if (answer.kind !== 'matched') hearNo(process, stream, answer);
    else if (last !== undefined) advanceStream(stream, last.index, last);
  }
  if (process.leading === undefined) return;
  advance(process);
  send(process, id);
}

function advanceStream(stream: Stream, index: number, matched: Stream['matched']): void {
  stream.matched = matched;
  stream.next = index + 1;
}

function hearNo(process: MetaProcess, stream: Stream, answer: AppendAnswer): void {
  if (answer.kind === 'higher') yieldTo(process, answer.vote);
  if (answer.kind === 'conflict') {
    stream.matched = undefined;
    stream.next = Math.max(0, Math.min(answer.last + 1, stream.next - 1));
  }
}

/** Applies what a majority has, and tells the others. */
export function advance(process: MetaProcess): void {
  const { leading } = process;
  if (leading === undefined) return;
  const committed = findCommitted(process);
  if (committed <= process.committed) return;
  applyUpTo(process, committed);
  process.after(TIMELINE.network, () => {
    if (process.leading !== leading) return;
    const { lateNews = 0, random } = process.world.options;
    for (const [id, stream] of [...leading.streams]) {
      if (process.leading === leading && (lateNews === 0 || random() >= lateNews)) tell(process, id, stream);
    }
    if (process.leading === leading && isDismissed(process)) stopLeading(process);
  });
}
