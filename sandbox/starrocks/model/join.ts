import { loseLeader } from './end-process.ts';
import { retryPending } from './journal.ts';
import { findByName } from './metadata.ts';
import type { Process } from './process.ts';
import { judgeQuorum } from './quorum.ts';
import { becomeReady } from './ready.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** The handshake. A new voter needs a majority for it, an old one makes the majority. False: not now. */
export function connectToLeader(world: World, process: Process, leader: Process): boolean {
  const { env } = process;
  const group = world.groupOf(leader);
  if (env === undefined || group === undefined || process.gone) return false;
  const known = findByName(world.metadataOf(leader), env.nodeName) !== undefined;
  // Recorded: an observer that was dropped goes on replaying the journal, under its old name and also after a restart.
  if (!known && env.role === 'FOLLOWER') return false;
  if (!group.joined.has(env.nodeName) && judgeQuorum(world, leader) !== 'ok') return false;
  if (env.role === 'FOLLOWER') {
    group.joined.add(env.nodeName);
    group.voters.add(env.nodeName);
  }
  process.following = leader;
  process.role = env.role;
  process.lost = 'refused';
  env.metadata = world.metadataOf(leader);
  if (!known) greetNobody(process);
  process.effects.log(`INFO notify new FE type transfer: ${env.role}`);
  retryPending(world, leader);
  if (process.ready) return true;
  if (process.crash === 'after-handshake') {
    world.afterOn(process, TIMELINE.replay / 2, () => process.effects.die());
    return true;
  }
  world.afterOn(process, TIMELINE.replay * process.slowness, () => {
    if (process.droppedAt === undefined && process.following !== undefined) becomeReady(world, process);
  });
  return true;
}

/** Recorded: connections are accepted and never greeted, because the frontend does not find itself among the members. */
function greetNobody(process: Process): void {
  process.greets = false;
  process.effects.greetsChanged();
  process.effects.log('ERROR failed to accept connection: java.lang.NullPointerException');
}

/** Whoever was dropped while it runs lives on: as a follower it answers old data, as an observer it greets nobody. */
export function dropMember(world: World, clusterId: number, name: string): void {
  const group = world.groups.get(clusterId);
  group?.joined.delete(name);
  group?.voters.delete(name);
  for (const process of world.processes) {
    if (process.env?.nodeName !== name || process.env.clusterId !== clusterId || !process.open) continue;
    if (process.env.role === 'OBSERVER') {
      greetNobody(process);
      continue;
    }
    process.droppedAt = world.now;
    loseLeader(process, 'refused');
    process.role = 'UNKNOWN';
    process.effects.log('INFO notify new FE type transfer: UNKNOWN');
    process.effects.log('INFO FOLLOWER to UNKNOWN, still offer read service');
  }
}
