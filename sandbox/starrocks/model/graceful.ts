import { endProcess, loseLeader } from './end-process.ts';
import type { Process } from './process.ts';
import type { Session } from './session.ts';
import { majorityOf, replicasOf } from './quorum.ts';
import { electSoon } from './schedule-election.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

export function terminate(world: World, process: Process): void {
  world.afterOn(process, TIMELINE.terminate, () => endProcess(world, process, 143));
}

/** SIGUSR1. As read: alive followers - 1 >= followers / 2 + 1, so never with one or two. */
export function leaveGracefully(world: World, process: Process): void {
  const followers = world.ownRow(process) === undefined ? [] : world.metadataOf(process).frontends;
  const voters = followers.filter(({ role }) => role === 'FOLLOWER');
  const alive = voters.filter((frontend) => frontend.alive || frontend.name === process.env?.nodeName).length;
  if (alive - 1 < majorityOf(voters.length)) {
    process.effects.log(
      'WARN The current number of FEs that are alive cannot match graceful exit condition, and can only exit forcefully.',
    );
    world.afterOn(process, TIMELINE.gracefulRefused, () => endProcess(world, process, 255));
    return;
  }
  process.leavingSince = world.now;
  world.afterOn(process, TIMELINE.graceful, () => endProcess(world, process, 0));
  if (process.role !== 'LEADER' || process.env === undefined) return;
  const { clusterId } = process.env;
  process.tellsClosedAt = world.now + TIMELINE.gracefulClosed;
  world.afterOn(process, TIMELINE.gracefulHandover, () => {
    const replicas = replicasOf(world, process);
    for (const one of [process, ...replicas]) loseLeader(one, 'handover');
    electSoon(world, clusterId, TIMELINE.elect - TIMELINE.gracefulHandover);
  });
}

/**
 * Recorded of a frontend that leaves: a connection, old or new, is answered one statement more and lost with the next. Counts
 * the statement; true: its connection is lost.
 */
export function losesConnection(process: Process, session: Session): boolean {
  if (process.leavingSince === undefined) return false;
  session.statementsAtLeave += 1;
  return session.statementsAtLeave > 1;
}
