import type { World } from './world.ts';

/** `ip_port_millis`, of the moment of its ADD. */
export function makeName(world: World, host: string, port: number): string {
  return `${host}_${port}_${Math.floor(world.options.wall(world.now))}`;
}
