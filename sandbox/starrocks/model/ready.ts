import type { Process } from './process.ts';
import type { World } from './world.ts';

/** Recorded: no port is open before the metadata is there, all of them after. */
export function becomeReady(world: World, process: Process): void {
  if (process.ready) return;
  process.ready = true;
  process.readyAt = world.now;
  const { http, rpc, query } = process.ports;
  process.effects.log(`INFO thrift server started with port ${rpc}`);
  process.effects.log(`INFO HttpServer started with port ${http}`);
  process.effects.log(`INFO MySQL server started with port ${query}`);
  process.effects.openPorts();
  process.effects.log('INFO FE started successfully');
}
