import { endProcess, loseLeader } from './end-process.ts';
import type { Process } from './process.ts';
import { judgeQuorum, replicasOf } from './quorum.ts';
import { retryPending } from './journal.ts';
import { electSoon } from './schedule-election.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

/** Takes a host off the cluster's network without a word: no connection is reset, nothing answers. */
export function cutHost(world: World, host: string): void {
  if (world.isCut(host)) return;
  world.cut.set(host, world.now);
  for (const leader of [...world.processes].filter(({ role }) => role === 'LEADER')) {
    const replicas = replicasOf(world, leader);
    if (replicas.every((replica) => world.reach(leader, replica))) continue;
    if (judgeQuorum(world, leader) === 'silent') leader.silentSince ??= world.now;
    for (const replica of replicas) giveUpLater(world, leader, replica);
  }
}

export function mendHost(world: World, host: string): void {
  if (!world.cut.delete(host)) return;
  for (const process of [...world.processes]) {
    if (process.role !== 'LEADER' || process.gone || process.env === undefined) continue;
    const { clusterId } = process.env;
    const newer = world.leadersOf(clusterId).find((other) => other !== process && supersedes(other, process));
    if (newer !== undefined && world.reach(process, newer)) {
      process.effects.log('ERROR this node is no longer the master, will exit now.');
      endProcess(world, process, 255);
      continue;
    }
    if (judgeQuorum(world, process) !== 'ok') continue;
    process.silentSince = undefined;
    retryPending(world, process);
  }
  for (const clusterId of world.groups.keys()) electSoon(world, clusterId, TIMELINE.elect);
}

function giveUpLater(world: World, leader: Process, replica: Process): void {
  world.afterOn(replica, TIMELINE.silence, () => {
    if (replica.following !== leader || world.reach(replica, leader)) return;
    loseLeader(replica, 'silent');
    if (replica.env !== undefined) electSoon(world, replica.env.clusterId, TIMELINE.electAfterSilence);
  });
}

function supersedes(other: Process, process: Process): boolean {
  return (other.env?.metadata.journalId ?? 0) > (process.env?.metadata.journalId ?? 0);
}
