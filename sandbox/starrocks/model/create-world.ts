import { elect } from './election.ts';
import { World, type WorldOptions } from './world.ts';

export function createWorld(options: WorldOptions): World {
  const world = new World(options);
  world.elect = (clusterId) => elect(world, clusterId);
  return world;
}
