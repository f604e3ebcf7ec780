import { beginHeartbeats } from './heartbeat.ts';
import { connectToLeader } from './join.ts';
import type { Process } from './process.ts';
import { majorityOf } from './quorum.ts';
import { becomeReady } from './ready.ts';
import { beginStorage } from './storage/begin-storage.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** Called when an election is due; see `schedule-election.ts`. */
export function elect(world: World, clusterId: number): void {
  const group = world.groups.get(clusterId);
  if (group === undefined) return;
  const waiting = world
    .membersOf(clusterId)
    .filter(
      ({ following, role, droppedAt }) => following === undefined && role !== 'LEADER' && droppedAt === undefined,
    );
  const leader = world.leadersOf(clusterId).find((process) => waiting.some((one) => world.reach(process, one)));
  if (leader !== undefined) {
    for (const process of waiting) if (world.reach(leader, process)) connectToLeader(world, process, leader);
    return;
  }
  const candidates = waiting.filter(
    ({ env, host, leavingSince }) =>
      env !== undefined && group.voters.has(env.nodeName) && !world.isCut(host) && leavingSince === undefined,
  );
  // A voter behind a cut still wins alone where it is the whole group.
  const alone = group.voters.size === 1 ? waiting.filter(({ env }) => env && group.voters.has(env.nodeName)) : [];
  const chosen = [...(candidates.length > 0 ? candidates : alone)].sort(compareCandidates)[0];
  if (chosen === undefined || Math.max(candidates.length, alone.length) < majorityOf(group.voters.size)) return;
  lead(world, chosen);
  for (const process of waiting) {
    if (process !== chosen && world.reach(chosen, process)) connectToLeader(world, process, chosen);
  }
}

/** The longest journal first; among equals the recorded elections went to the highest id. */
function compareCandidates(a: Process, b: Process): number {
  const [left, right] = [a.env?.metadata, b.env?.metadata];
  return (right?.journalId ?? 0) - (left?.journalId ?? 0) || idOf(b) - idOf(a);
}

function idOf({ env }: Process): number {
  return env?.metadata.frontends.find(({ name }) => name === env.nodeName)?.id ?? 0;
}

function lead(world: World, process: Process): void {
  process.role = 'LEADER';
  process.following = undefined;
  process.misses.clear();
  process.effects.log('INFO notify new FE type transfer: LEADER');
  if (process.ready) {
    beginHeartbeats(world, process, TIMELINE.firstHeartbeat);
    beginStorage(world, process);
    return;
  }
  world.afterOn(process, TIMELINE.lead * process.slowness, () => {
    becomeReady(world, process);
    beginHeartbeats(world, process, TIMELINE.firstHeartbeat);
    beginStorage(world, process);
  });
}
