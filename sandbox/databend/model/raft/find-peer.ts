import type { MetaProcess } from '../process.ts';
import type { Listener } from '../world.ts';

/** Whoever answers at the address that is recorded for an id: it need not be that node. */
export function findPeer(process: MetaProcess, id: number): Listener {
  const record = process.disk.state.nodes.get(id);
  if (record === undefined) return 'refused';
  return process.world.findRaft(process.config.machine, record.endpoint.addr, record.endpoint.port);
}
