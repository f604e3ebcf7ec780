import { type RawRow, numberOf, optionalOf, textOf } from './raw-row.ts';
import { parseSize } from './size.ts';

/** A row of SHOW BACKENDS. */
export interface BackendRow {
  /** New at each ADD: the same address with another id is another backend. */
  readonly id: string;
  readonly host: string;
  readonly heartbeatPort: number;
  /** -1 until the first good heartbeat. */
  readonly httpPort: number;
  readonly alive: boolean;
  /** DECOMMISSION sets this one; `ClusterDecommissioned` stays false (recorded on 3.5.7). */
  readonly draining: boolean;
  /** Replicas, those in the recycle bin included (recorded on 3.5.7). In a shared-data cluster shards, which stay. */
  readonly tablets: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
  readonly totalBytes: number;
  readonly maxDiskUsedPercent: number;
  readonly error: string;
  readonly version: string | undefined;
  readonly lastStartTime: string | undefined;
  readonly lastHeartbeat: string | undefined;
  /** CONNECTING, OK, SHUTDOWN, DISCONNECTED; from 3.4 on. */
  readonly statusCode: string | undefined;
}

/** Columns by name: `MemLimit` and `Location` came with 3.3, `StatusCode` with 3.4 (as read). */
export function parseBackendRows(rows: readonly RawRow[]): readonly BackendRow[] {
  return rows.map((row) => ({
    id: textOf(row, 'BackendId'),
    host: textOf(row, 'IP', 'Host'),
    heartbeatPort: numberOf(row, 'HeartbeatPort'),
    httpPort: numberOf(row, 'HttpPort'),
    alive: row['Alive'] === 'true',
    draining: row['SystemDecommissioned'] === 'true' || row['ClusterDecommissioned'] === 'true',
    tablets: numberOf(row, 'TabletNum'),
    usedBytes: parseSize(textOf(row, 'DataUsedCapacity')) ?? 0,
    availableBytes: parseSize(textOf(row, 'AvailCapacity')) ?? 0,
    totalBytes: parseSize(textOf(row, 'TotalCapacity')) ?? 0,
    maxDiskUsedPercent: Number.parseFloat(textOf(row, 'MaxDiskUsedPct')) || 0,
    error: textOf(row, 'ErrMsg'),
    version: optionalOf(row, 'Version'),
    lastStartTime: optionalOf(row, 'LastStartTime'),
    lastHeartbeat: optionalOf(row, 'LastHeartbeat'),
    statusCode: optionalOf(row, 'StatusCode'),
  }));
}

/** Only a shared-data cluster shows these; the list has all its columns with no row, too (as read). */
export function isSharedData(columns: readonly string[]): boolean {
  return columns.includes('StarletPort') || columns.includes('WorkerId');
}

export function backendRowHandle({ host, heartbeatPort }: Pick<BackendRow, 'host' | 'heartbeatPort'>): string {
  return `${host}:${heartbeatPort}`;
}

/** What can be given tablets: the product asks for its word, not only for a heartbeat (as read). */
export function takesTablets({ alive, draining, statusCode }: BackendRow): boolean {
  return alive && !draining && (statusCode === undefined || statusCode === 'OK');
}

/** With the lesser count of replicas, of two looks at the same backends; all else as in the first. */
export function countLess(rows: readonly BackendRow[], later: readonly BackendRow[]): readonly BackendRow[] {
  return rows.map((row) => {
    const again = later.find(({ id }) => id === row.id);
    return { ...row, tablets: Math.min(row.tablets, again?.tablets ?? 0) };
  });
}
