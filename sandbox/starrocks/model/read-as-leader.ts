import type { Reply } from './alter-frontends.ts';
import { failure } from './answer.ts';
import type { Process } from './process.ts';
import { judgeQuorum, quorumError } from './quorum.ts';
import { showFrontends } from './show-frontends.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** The leader's list of frontends asks the group: without a majority it hangs, as recorded for each case. */
export function readAsLeader(world: World, leader: Process, reply: Reply): void {
  switch (judgeQuorum(world, leader)) {
    case 'ok':
      world.afterOn(leader, TIMELINE.alter, () => reply(showFrontends(world, leader)));
      return;
    case 'silent':
      if (world.now - (leader.silentSince ?? world.now) > TIMELINE.showInSilenceUntil) return;
      world.afterOn(leader, TIMELINE.showInSilence, () => reply(showFrontends(world, leader)));
      return;
    case 'lost': {
      // After a silent loss it did not answer any more before the leader's end.
      if (leader.silentSince !== undefined) return;
      world.afterOn(leader, TIMELINE.showWithoutQuorum, () => {
        const answer =
          judgeQuorum(world, leader) === 'ok' ? showFrontends(world, leader) : failure(quorumError(world, leader));
        reply(answer);
      });
    }
  }
}
