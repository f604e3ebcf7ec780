import type { MetaProcess } from '../process.ts';
import { TIMELINE } from '../timeline.ts';
import { beat } from './heartbeat.ts';
import type { Leading } from './leading.ts';
import { append } from './propose.ts';
import { sendSoon, syncStreams } from './replicate.ts';

export function startLeading(process: MetaProcess): void {
  const { disk, config } = process;
  disk.vote = { term: process.term, node: config.id, committed: true };
  process.leaderChanges += 1;
  process.effects.log('INFO', 'openraft::engine::engine_impl: a quorum granted my vote');
  resumeLeading(process);
  append(process, { kind: 'blank' });
  process.after(TIMELINE.announce, () => sendSoon(process));
}

/** A leader that starts again before anybody else was elected goes on in its term (as read, and recorded). */
export function resumeLeading(process: MetaProcess): void {
  const leading: Leading = { streams: new Map(), transferTo: undefined, sending: false, heartbeat: undefined };
  process.leading = leading;
  process.grants = undefined;
  process.leased = true;
  process.heardAt = process.world.now;
  process.election?.();
  syncStreams(process);
  leading.heartbeat = process.after(process.config.heartbeat, () => beat(process, leading));
}
