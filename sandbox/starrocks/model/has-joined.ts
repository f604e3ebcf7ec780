import type { Frontend } from './metadata.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

/**
 * What Join says, as the frontend that is asked sees it. A follower is a member of the group for good since its handshake. An
 * observer is one while it is connected, known by its address: recorded at once after the second ADD of a dropped one that
 * still ran, and gone while that one was down.
 */
export function hasJoined(world: World, asked: Process, frontend: Frontend): boolean {
  const leader = asked.role === 'LEADER' ? asked : asked.following;
  if (leader === undefined) return false;
  if (frontend.role === 'FOLLOWER') return world.groupOf(asked)?.joined.has(frontend.name) ?? false;
  return [...world.processes].some(
    ({ env, following, host, ports }) =>
      following === leader &&
      env?.role === 'OBSERVER' &&
      host === frontend.host &&
      ports.editLog === frontend.editLogPort,
  );
}
