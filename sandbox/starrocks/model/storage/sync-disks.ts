import { createHash } from 'node:crypto';
import type { Backend } from '../metadata.ts';
import type { Process } from '../process.ts';
import type { World } from '../world.ts';
import type { Medium } from './catalog.ts';
import type { Storage } from './storage.ts';

/** Of a new disk this share is taken by something else. */
const OTHERS = 0.05;

/** Disks are known from what a backend reports: never before it was heard, and no longer than it is registered. */
export function syncDisks(world: World, process: Process): Storage {
  const storage = world.storageOf(process);
  const backends = world.metadataOf(process).backends.filter(({ kind }) => kind === 'be');
  for (const backend of backends) {
    if (backend.heartbeatAt === null || storage.disksOf(backend.id).length > 0) continue;
    for (const { path, medium } of pathsOf(world, backend)) addDisk(storage, backend.id, path, medium);
  }
  const registered = new Set(backends.map(({ id }) => id));
  for (const id of storage.backendsWithDisks()) if (!registered.has(id)) storage.removeDisks(id);
  return storage;
}

function pathsOf(world: World, { host, port }: Backend): readonly { readonly path: string; readonly medium: Medium }[] {
  return world.backendAt(host, port)?.storage ?? [{ path: '/opt/starrocks/be/storage', medium: 'HDD' }];
}

export function addDisk(storage: Storage, backendId: number, path: string, medium: Medium): void {
  storage.addDisk({
    backendId,
    path,
    pathHash: createHash('sha256').update(`${backendId} ${path}`).digest().readBigInt64BE().toString(),
    medium,
    capacity: storage.options.diskBytes,
    otherUsed: storage.options.diskBytes * OTHERS,
    state: 'ONLINE',
  });
}
