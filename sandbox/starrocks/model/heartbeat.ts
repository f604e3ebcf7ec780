import { hearBackends } from './hear-backends.ts';
import { writeJournal, isFailing } from './journal.ts';
import { type Frontend, type Metadata, withFrontend } from './metadata.ts';
import type { Process } from './process.ts';
import { HEARTBEAT_RETRIES, TIMELINE } from './timeline.ts';
import { VERSION, type World } from './world.ts';

export function beginHeartbeats(world: World, leader: Process, delay: number): void {
  world.afterOn(leader, delay, () => {
    if (leader.role !== 'LEADER' || leader.env === undefined) return;
    // The journal's queue is blocked: so is the thread that would write what was heard.
    if (!isFailing(leader)) beat(world, leader);
    beginHeartbeats(world, leader, TIMELINE.heartbeat);
  });
}

function beat(world: World, leader: Process): void {
  const changes = world
    .metadataOf(leader)
    .frontends.map((frontend) => [frontend.name, hear(world, leader, frontend)] as const);
  const backends = new Map(hearBackends(world, leader).map((backend) => [backend.id, backend]));
  const change = (metadata: Metadata) => {
    const next = changes.reduce<Metadata>((before, [name, heard]) => withFrontend(before, name, heard), metadata);
    // One that was dropped or told to go meanwhile is not brought back.
    return {
      ...next,
      backends: next.backends.map((one) => ({ ...(backends.get(one.id) ?? one), decommissioned: one.decommissioned })),
    };
  };
  writeJournal(world, leader, change, () => {
    // As read (changeToAlive): from its first good heartbeat a follower is no longer covered as unstable.
    for (const { name, role, alive } of world.metadataOf(leader).frontends) {
      if (alive && role === 'FOLLOWER') world.groupOf(leader)?.voters.add(name);
    }
  });
}

function hear(world: World, leader: Process, frontend: Frontend): Partial<Frontend> {
  const answer = askFrontend(world, leader, frontend);
  if (typeof answer !== 'string') {
    leader.misses.delete(frontend.name);
    return {
      alive: true,
      error: '',
      heartbeatAt: world.now,
      replayed: answer.env?.metadata.journalId ?? 0,
      queryPort: answer.ports.query,
      rpcPort: answer.ports.rpc,
      version: VERSION,
      // Recorded: unknown for a heartbeat after a start.
      startedAt: world.now - answer.readyAt < TIMELINE.startTimeUnknown ? null : answer.startedAt,
    };
  }
  const misses = (leader.misses.get(frontend.name) ?? 0) + 1;
  leader.misses.set(frontend.name, misses);
  return misses > HEARTBEAT_RETRIES ? { alive: false, error: answer } : {};
}

/** The process that answers as a healthy member at this address, or what the leader says is wrong. */
function askFrontend(world: World, leader: Process, { host, name, role }: Frontend): Process | string {
  // Recorded: the leader asks on its own http_port, whatever the other's is.
  const found = world.findListener(leader, { host, port: leader.ports.http }, 'http');
  if (found === 'silent') return 'No route to host';
  if (found === 'refused') return 'Connection refused';
  // Recorded in the leader's log for a frontend of another cluster: status BAD, msg OK.
  if (found.env?.clusterId !== leader.env?.clusterId) return 'OK';
  // Recorded: a dropped follower that still runs is never taken back, a dropped observer is.
  const observes = role === 'OBSERVER' && found.env?.role === 'OBSERVER';
  const replaced = found.host === host && found.env?.nodeName !== name && !observes;
  if (replaced || found.leavingSince !== undefined) return 'not ready';
  return found;
}
