import type { World } from './world.ts';

/** Looks for a leader after the delay. A later call does not put off an election that is under way. */
export function electSoon(world: World, clusterId: number, delay: number): void {
  const group = world.groups.get(clusterId);
  if (group === undefined || group.electing !== undefined) return;
  group.electing = world.time.after(delay, () => {
    group.electing = undefined;
    world.elect(clusterId);
  });
}
