import { votersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';
import { TIMELINE } from '../timeline.ts';
import { armElection, stand } from './elect.ts';
import { findPeer } from './find-peer.ts';
import { isVoter } from './role.ts';

/** The next id in the list of voters, dead or alive; a lone voter is its own. */
export function nextVoter(process: MetaProcess): number {
  const voters = votersOf(process.effective.membership);
  return voters.find((id) => id > process.config.id) ?? voters[0] ?? process.config.id;
}

/**
 * From now on the leader takes no writes and sends no heartbeats, whether or not the target takes over (recorded); it learns of
 * another leader like anybody else. With one voter there is none to come.
 */
export function transferLeadership(process: MetaProcess, to: number): void {
  const { leading } = process;
  if (leading === undefined) return;
  leading.transferTo = to;
  process.leased = false;
  process.after(TIMELINE.transfer, () => {
    for (const id of votersOf(process.effective.membership)) {
      const peer = findPeer(process, id);
      if (id === process.config.id || typeof peer === 'string') continue;
      // Nobody owes the old leader a vote any more: the others wait for one election timeout only.
      peer.leased = false;
      peer.heardAt = peer.world.now;
      if (id === to && peer.config.id === to && peer.leading === undefined && isVoter(peer)) stand(peer);
      else if (peer.leading === undefined) armElection(peer);
    }
  });
}
