import type { FrontendRow } from './frontend-rows.ts';

/**
 * How long each frontend is up, by host. Times are in the zone of the frontend that answers and do not say which (recorded
 * on 3.5.7), so they are only held against each other: the leader's latest heartbeat is at most 5 s ago. From a list with
 * no fresh heartbeat in it nothing can be said.
 */
export function readUptimes(rows: readonly FrontendRow[]): ReadonlyMap<string, number> {
  const beats = rows.flatMap(({ alive, lastHeartbeat }) => (alive ? parseTime(lastHeartbeat) : []));
  const now = Math.max(...beats);
  return new Map(
    rows.flatMap(({ host, alive, startTime }) =>
      alive && beats.length > 0 ? parseTime(startTime).map((start) => [host, Math.max(0, now - start)] as const) : [],
    ),
  );
}

/** `2026-11-21 10:58:06`, as if it were UTC. */
export function parseTime(text: string | undefined): readonly number[] {
  const [, date, clock] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '') ?? [];
  const time = Date.parse(`${date}T${clock}Z`);
  return Number.isNaN(time) ? [] : [time];
}
