import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoragePath } from '../model/backend-process.ts';

const MADE = ['data', 'meta', 'persistent', 'snapshot', 'tmp', 'trash'];

/** The first path where a file cannot be written, as when nobody has made it. */
export function findBadPath(storage: readonly StoragePath[]): string | undefined {
  return storage.map(({ path }) => path).find((path) => !isWritable(path));
}

function isWritable(path: string): boolean {
  const probe = join(path, '.read_write_test_file');
  try {
    writeFileSync(probe, '');
    rmSync(probe);
    return path.startsWith('/');
  } catch {
    return false;
  }
}

export function makeStorageDirs(storage: readonly StoragePath[]): void {
  for (const { path } of storage) for (const name of MADE) mkdirSync(join(path, name), { recursive: true });
}

/** Of the cluster whose data is there; undefined for storage that no cluster has used. */
export function readClusterId(storage: readonly StoragePath[]): number | undefined {
  for (const { path } of storage) {
    const file = join(path, 'cluster_id');
    if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  }
  return undefined;
}

export function writeClusterId(storage: readonly StoragePath[], clusterId: number): void {
  for (const { path } of storage) writeFileSync(join(path, 'cluster_id'), String(clusterId));
}

/** As read: `data/<shard>/<tablet>/<schema hash>/…`. One file stands for all of them. */
export function keepTablets(storage: readonly StoragePath[], on: boolean): void {
  for (const { path } of storage) {
    const shard = join(path, 'data', '0');
    rmSync(shard, { recursive: true, force: true });
    if (!on) continue;
    mkdirSync(join(shard, '10001', '1'), { recursive: true });
    writeFileSync(join(shard, '10001', '1', '0_0.dat'), '');
  }
}
