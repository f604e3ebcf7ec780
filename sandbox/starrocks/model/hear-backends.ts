import type { BackendProcess } from './backend-process.ts';
import type { Backend } from './metadata.ts';
import type { Process } from './process.ts';
import { HEARTBEAT_RETRIES } from './timeline.ts';
import type { World } from './world.ts';

/** One heartbeat to every backend and compute node, living or not. */
export function hearBackends(world: World, leader: Process): readonly Backend[] {
  return world.metadataOf(leader).backends.map((backend) => {
    const key = `backend ${backend.id}`;
    const answer = askBackend(world, leader, backend);
    if (typeof answer !== 'string') {
      leader.misses.delete(key);
      return answer;
    }
    const misses = (leader.misses.get(key) ?? 0) + 1;
    leader.misses.set(key, misses);
    return misses > HEARTBEAT_RETRIES ? { ...backend, alive: false, status: 'DISCONNECTED', error: answer } : backend;
  });
}

/** The row as it is from now on, or what the leader says is wrong. */
function askBackend(world: World, leader: Process, backend: Backend): Backend | string {
  const { host, port, kind } = backend;
  if (world.backends.has(`${host}:${port}`)) {
    return hear(world, backend, { be: 9060, http: 8040, brpc: 8060 }, backend.startedAt ?? world.now);
  }
  const known = world.options.addressesOf(host) !== undefined && !world.isCut(host) && !world.isCut(leader.host);
  if (!known) return 'java.net.NoRouteToHostException: No route to host';
  const process = world.backendAt(host, port);
  if (process === undefined) return 'java.net.ConnectException: Connection refused';
  if (process.state === 'leaving') {
    // As read: no retries are granted to one that says so itself.
    const error = 'BE is shutting down';
    return { ...backend, alive: false, status: 'SHUTDOWN', heartbeatAt: world.now, error };
  }
  const clusterId = leader.env?.clusterId;
  // As read, in the order in which the process looks.
  if (process.clusterId !== undefined && process.clusterId !== clusterId) return 'Unmatched cluster id';
  if (process.kind !== kind) {
    return `expect to be ${kind.toUpperCase()} but actually ${process.kind.toUpperCase()},Unmatched node type!`;
  }
  const first = process.clusterId === undefined;
  process.clusterId = clusterId;
  if (first && kind === 'be' && clusterId !== undefined) process.effects.keepClusterId(clusterId);
  keepTablets(process, world.storageOf(leader).countOn(backend.id) > 0);
  return hear(world, backend, process.ports, bootTime(world, process, backend.startedAt));
}

function keepTablets(process: BackendProcess, holds: boolean): void {
  if (process.kind !== 'be' || process.holdsTablets === holds) return;
  process.holdsTablets = holds;
  process.effects.holdTablets(holds);
}

function hear(world: World, backend: Backend, { be, http, brpc }: NonNullable<Backend['ports']>, startedAt: number) {
  const ports = { be, http, brpc };
  return { ...backend, ports, alive: true, status: 'OK', error: '', heartbeatAt: world.now, startedAt } as const;
}

/**
 * When the process that is heard says that it started; it only moves forward. The product tells it in whole seconds: a
 * sandbox that runs faster would show two starts in one, so the second is put into the next one.
 */
function bootTime(world: World, process: BackendProcess, before: number | null): number {
  if (process.rebootAt === undefined) {
    const { wall } = world.options;
    const second = (time: number) => Math.floor(wall(time) / 1000);
    const same = before !== null && second(world.now) <= second(before);
    process.rebootAt = same ? before + 1000 / (wall(1) - wall(0)) : world.now;
  }
  return Math.max(process.rebootAt, before ?? 0);
}
