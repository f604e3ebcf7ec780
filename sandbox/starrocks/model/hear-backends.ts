import type { Backend } from './metadata.ts';
import type { Process } from './process.ts';
import { HEARTBEAT_RETRIES } from './timeline.ts';
import type { World } from './world.ts';

/** One heartbeat to every backend. Only those answer that the sandbox was told of: there is no process behind any. */
export function hearBackends(world: World, leader: Process): readonly Backend[] {
  return world.metadataOf(leader).backends.map((backend) => {
    const key = `backend ${backend.id}`;
    if (world.backends.has(`${backend.host}:${backend.port}`)) {
      leader.misses.delete(key);
      const startedAt = backend.startedAt ?? world.now;
      return { ...backend, alive: true, error: '', heartbeatAt: world.now, startedAt };
    }
    const misses = (leader.misses.get(key) ?? 0) + 1;
    leader.misses.set(key, misses);
    if (misses <= HEARTBEAT_RETRIES) return backend;
    const known = world.options.addressesOf(backend.host) !== undefined && !world.isCut(backend.host);
    const error = known
      ? 'java.net.ConnectException: Connection refused'
      : 'java.net.NoRouteToHostException: No route to host';
    return { ...backend, alive: false, error };
  });
}
