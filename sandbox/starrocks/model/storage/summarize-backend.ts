import type { Backend } from '../metadata.ts';
import type { Storage } from './storage.ts';

/** What SHOW BACKENDS says of the disks of one backend, in bytes. */
export interface BackendSummary {
  readonly tablets: number;
  readonly dataUsed: number;
  readonly available: number;
  readonly total: number;
  /** Shares from 0 to 1. */
  readonly used: number;
  readonly mostUsed: number;
}

export function summarizeBackend(storage: Storage, { id }: Pick<Backend, 'id'>): BackendSummary {
  const disks = storage.disksOf(id).filter(({ state }) => state === 'ONLINE');
  const sum = (of: (disk: (typeof disks)[number]) => number) => disks.reduce((all, disk) => all + of(disk), 0);
  const taken = (disk: (typeof disks)[number]) => Math.min(disk.capacity, disk.otherUsed + storage.dataOn(disk));
  const total = sum(({ capacity }) => capacity);
  return {
    tablets: storage.countOn(id),
    dataUsed: sum((disk) => storage.dataOn(disk)),
    available: total - sum(taken),
    total,
    used: total > 0 ? sum(taken) / total : 0,
    mostUsed: Math.max(0, ...disks.map((disk) => taken(disk) / disk.capacity)),
  };
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** `12.345 GB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(3)} ${UNITS[power]}`;
}

/** `58.19 %`, of a share. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
