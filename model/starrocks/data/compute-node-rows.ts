import { type RawRow, numberOf, optionalOf, textOf } from './raw-row.ts';

/** A row of SHOW COMPUTE NODES. */
export interface ComputeNodeRow {
  readonly id: string;
  readonly host: string;
  readonly heartbeatPort: number;
  readonly httpPort: number;
  readonly alive: boolean;
  readonly error: string;
  /** Queries that have a part on it now. */
  readonly queries: number;
  readonly version: string | undefined;
  readonly lastStartTime: string | undefined;
  readonly lastHeartbeat: string | undefined;
  readonly statusCode: string | undefined;
  /** Only in a shared-data cluster, from 3.3 on. */
  readonly warehouse: string | undefined;
}

/** By name; 3.1 labels `StarletPort`, `WorkerId` and `HasStoragePath` wrongly, so nothing here stands on them (as read). */
export function parseComputeNodeRows(rows: readonly RawRow[]): readonly ComputeNodeRow[] {
  return rows.map((row) => ({
    id: textOf(row, 'ComputeNodeId'),
    host: textOf(row, 'IP', 'Host'),
    heartbeatPort: numberOf(row, 'HeartbeatPort'),
    httpPort: numberOf(row, 'HttpPort'),
    alive: row['Alive'] === 'true',
    error: textOf(row, 'ErrMsg'),
    queries: numberOf(row, 'NumRunningQueries'),
    version: optionalOf(row, 'Version'),
    lastStartTime: optionalOf(row, 'LastStartTime'),
    lastHeartbeat: optionalOf(row, 'LastHeartbeat'),
    statusCode: optionalOf(row, 'StatusCode'),
    warehouse: optionalOf(row, 'WarehouseName'),
  }));
}
