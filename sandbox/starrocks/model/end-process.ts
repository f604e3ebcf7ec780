import { electSoon } from './schedule-election.ts';
import type { Process } from './process.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** The model ends it: the process is told to exit with this code. */
export function endProcess(world: World, process: Process, code: number): void {
  if (process.gone) return;
  process.effects.exit(code);
  removeProcess(world, process);
}

/** It is gone, for whatever reason: its connections are reset, and its group looks for a leader if it was that. */
export function removeProcess(world: World, process: Process): void {
  if (process.gone) return;
  process.gone = true;
  process.ready = false;
  process.open = false;
  world.processes.delete(process);
  if (process.role === 'LEADER') forgetUnjoined(world, process);
  const silent = world.isCut(process.host);
  for (const other of world.processes) {
    // Behind a cut nobody sees the connections break.
    if (other.following !== process || silent || world.isCut(other.host)) continue;
    loseLeader(other, 'reset');
  }
  if (process.env !== undefined && !silent) electSoon(world, process.env.clusterId, TIMELINE.elect);
}

export function loseLeader(process: Process, how: Process['lost']): void {
  process.following = undefined;
  process.lost = how;
  if (process.droppedAt === undefined && process.role !== 'OBSERVER')
    process.role = process.ready ? 'FOLLOWER' : 'INIT';
}

/** That one counts because it was alive, though it never shook hands, is known to the leader's memory only (as read). */
function forgetUnjoined(world: World, leader: Process): void {
  const group = world.groupOf(leader);
  for (const name of group?.voters ?? []) if (!group?.joined.has(name)) group?.voters.delete(name);
}
