import type { MetaProcess } from '../process.ts';
import { receiveHeartbeat } from './append.ts';
import { findPeer } from './find-peer.ts';
import type { Stream } from './leading.ts';
import { yieldTo } from './step-down.ts';

/** False when nobody is there, or it does not follow. */
export function tell(process: MetaProcess, id: number, stream: Stream): boolean {
  const peer = findPeer(process, id);
  const { vote } = process.disk;
  stream.reachable = typeof peer !== 'string';
  if (typeof peer === 'string' || vote === undefined) return false;
  const matched = stream.matched;
  const committed = Math.min(process.committed, matched?.index ?? -1);
  const answer = receiveHeartbeat(peer, vote, matched, committed);
  if (answer.kind === 'higher') {
    yieldTo(process, answer.vote);
    return false;
  }
  if (answer.kind === 'conflict') {
    process.effects.log(
      'WARN',
      `openraft::progress::entry::update: conflict ${matched?.index} < last matching: follower log is reverted; with 'allow_log_reversion' enabled, this is allowed.`,
    );
    stream.matched = undefined;
    stream.next = Math.min(stream.next, answer.last + 1);
  }
  return true;
}
