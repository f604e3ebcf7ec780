import { type Answer, failure, OK } from './answer.ts';
import { makeName } from './frontend-name.ts';
import { dropMember } from './join.ts';
import { isFailing, writeJournal } from './journal.ts';
import { findByAddress, type FrontendRole, makeFrontend, type Metadata, nextFrontendId } from './metadata.ts';
import { isAnswer, parseAddress } from './parse-address.ts';
import type { HostPort, Process } from './process.ts';
import { judgeQuorum } from './quorum.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

export type Reply = (answer: Answer) => void;

/** ADD FOLLOWER or OBSERVER on the leader. It does not contact the new host. */
export function addFrontend(world: World, leader: Process, role: FrontendRole, text: string, reply: Reply): void {
  const address = parseAddress(text, true);
  const refused = isAnswer(address) ? address : refuseAdd(world.metadataOf(leader), address);
  if (refused !== undefined || isAnswer(address)) {
    world.afterOn(leader, TIMELINE.read, () => reply(refused as Answer));
    return;
  }
  const { host, port } = address;
  const add = (metadata: Metadata): Metadata => ({
    ...metadata,
    frontends: [
      ...metadata.frontends,
      makeFrontend(nextFrontendId(metadata), makeName(world, host, port), host, port, role),
    ],
  });
  let refusedLate: Answer | undefined;
  const change = (metadata: Metadata) => {
    // Of two that waited for a majority only the first is applied.
    refusedLate = refuseAdd(metadata, address);
    return refusedLate === undefined ? add(metadata) : metadata;
  };
  writeJournal(world, leader, change, () => world.afterOn(leader, TIMELINE.alter, () => reply(refusedLate ?? OK)));
}

/** Recorded: one frontend per host, the port does not matter. */
function refuseAdd({ frontends }: Metadata, { host }: HostPort): Answer | undefined {
  if (!frontends.some((frontend) => frontend.host === host)) return undefined;
  return failure(`FE with the same host: ${host} already exists`);
}

/** DROP on the leader. The group shrinks first: that is how the dead voter of a pair can still be dropped. */
export function dropFrontend(world: World, leader: Process, role: FrontendRole, text: string, reply: Reply): void {
  const address = parseAddress(text, false);
  const found = isAnswer(address) ? address : findDroppable(world, leader, role, address);
  if ('kind' in found) {
    world.afterOn(leader, TIMELINE.read, () => reply(found));
    return;
  }
  const { name } = found;
  const late = isFailing(leader);
  const missing = judgeQuorum(world, leader) !== 'ok';
  leader.misses.delete(name);
  const change = (metadata: Metadata): Metadata => ({
    ...metadata,
    frontends: metadata.frontends.filter((frontend) => frontend.name !== name),
  });
  // The group forgets it now, its own process only once the entry is written.
  world.groupOf(leader)?.voters.delete(name);
  const begun = world.now;
  writeJournal(world, leader, change, () => {
    if (leader.env !== undefined) dropMember(world, leader.env.clusterId, name);
    const whole = late ? TIMELINE.dropWithoutQuorum : missing ? TIMELINE.dropOfDead : TIMELINE.drop;
    world.afterOn(leader, Math.max(TIMELINE.read, begun + whole - world.now), () => reply(OK));
  });
}

function findDroppable(world: World, leader: Process, role: FrontendRole, { host, port }: HostPort) {
  const found = findByAddress(world.metadataOf(leader), host, port);
  if (found === undefined) return failure(`frontend does not exist[${host}:${port}]`);
  if (found.role !== role) return failure(`${role} does not exist[${host}:${port}]`);
  if (found.name === leader.env?.nodeName) return failure('can not drop current master node.');
  return found;
}
