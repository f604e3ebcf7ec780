import { isQuorum } from '../membership.ts';
import type { MetaProcess } from '../process.ts';
import type { Leading } from './leading.ts';
import { send } from './replicate.ts';
import { tell } from './tell.ts';

/**
 * Tells everybody that it still leads, and looks after those whose log is behind. Nobody's answer is needed: a leader without a
 * majority goes on leading.
 */
export function beat(process: MetaProcess, leading: Leading): void {
  if (process.leading !== leading) return;
  if (leading.transferTo === undefined) {
    const heard = new Set([process.config.id]);
    for (const [id, stream] of leading.streams) {
      if (process.leading !== leading) return;
      if (tell(process, id, stream)) heard.add(id);
    }
    if (isQuorum(process.effective.membership, heard)) process.heardAt = process.world.now;
    for (const id of [...leading.streams.keys()]) send(process, id);
  }
  if (process.leading !== leading) return;
  leading.heartbeat = process.after(process.config.heartbeat, () => beat(process, leading));
}
