import { writeJournal } from '../journal.ts';
import { type Backend, makeBackend, takeId } from '../metadata.ts';
import type { Process } from '../process.ts';
import { syncDisks } from '../storage/sync-disks.ts';
import type { World } from '../world.ts';
import type { Cure } from './fault-context.ts';

const PORT = 9150;

/** Registers another backend at the host of this one, and says that it answers. Ended, it lives on a host of its own. */
export function addSecondBackend(world: World, leader: Process, { host }: Backend): Cure {
  const address = { host, port: PORT };
  if (world.metadataOf(leader).backends.some((one) => one.host === host && one.port === PORT)) {
    return (current) => moveAway(world, current, address);
  }
  world.backends.add(`${host}:${PORT}`);
  writeJournal(world, leader, (metadata) => {
    const [id, next] = takeId(metadata);
    const ports = { be: 9160, http: 8140, brpc: 8160 };
    const heard = { alive: true, status: 'OK', ports, startedAt: world.now, heartbeatAt: world.now } as const;
    return { ...next, backends: [...metadata.backends, { ...makeBackend(id, host, PORT), ...heard }] };
  });
  syncDisks(world, leader);
  return (current) => moveAway(world, current, address);
}

function moveAway(
  world: World,
  leader: Process,
  { host, port }: { readonly host: string; readonly port: number },
): void {
  const { backends } = world.metadataOf(leader);
  const free = Array.from({ length: 250 }, (_, index) => `10.79.0.${index + 1}`).find(
    (one) => !backends.some((backend) => backend.host === one),
  );
  if (free === undefined) return;
  world.backends.delete(`${host}:${port}`);
  world.backends.add(`${free}:${port}`);
  writeJournal(world, leader, (metadata) => ({
    ...metadata,
    backends: metadata.backends.map((one) => (one.host === host && one.port === port ? { ...one, host: free } : one)),
  }));
}
