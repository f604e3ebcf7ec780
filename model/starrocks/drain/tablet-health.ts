import type { BackendRow } from '../data/backend-rows.ts';
import type { TabletReading } from './drain-reading.ts';

/** Whether a replica can be read and copied now: complete, and on a backend that lives. */
export function isReadable(replica: TabletReading['replicas'][number], alive: ReadonlySet<string>): boolean {
  return replica.complete && alive.has(replica.backendId);
}

export function aliveIds(backends: readonly BackendRow[]): ReadonlySet<string> {
  return new Set(backends.filter(({ alive }) => alive).map(({ id }) => id));
}

/** Tablets with a replica on one of these backends. */
export function tabletsOn(
  tablets: readonly TabletReading[],
  backendIds: ReadonlySet<string>,
): readonly TabletReading[] {
  return tablets.filter(({ replicas }) => replicas.some(({ backendId }) => backendIds.has(backendId)));
}

export function nameTablet({ database, table, tabletId }: TabletReading): string {
  return `${database}.${table} tablet ${tabletId}`;
}
