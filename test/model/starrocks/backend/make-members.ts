import type { BackendRow } from '../../../../model/starrocks/data/backend-rows.ts';
import type { ComputeNodeRow } from '../../../../model/starrocks/data/compute-node-rows.ts';

/** As recorded of one that is heard; `heard: false` is one that was only registered. */
export function makeBackendRow(host: string, changes: Partial<BackendRow> = {}): BackendRow {
  return {
    id: '10441',
    host,
    heartbeatPort: 9050,
    httpPort: 8040,
    alive: true,
    draining: false,
    tablets: 0,
    usedBytes: 0,
    availableBytes: 95 * 2 ** 30,
    totalBytes: 100 * 2 ** 30,
    maxDiskUsedPercent: 5,
    error: '',
    version: '3.5.7-d2da301',
    lastStartTime: '2026-11-21 20:00:00',
    lastHeartbeat: '2026-11-21 20:10:00',
    statusCode: 'OK',
    ...changes,
  };
}

export const UNHEARD = {
  alive: false,
  httpPort: -1,
  version: undefined,
  lastStartTime: undefined,
  lastHeartbeat: undefined,
  statusCode: 'CONNECTING',
} as const;

export function makeComputeNodeRow(host: string, changes: Partial<ComputeNodeRow> = {}): ComputeNodeRow {
  const {
    usedBytes: _u,
    availableBytes: _a,
    totalBytes: _t,
    maxDiskUsedPercent: _m,
    draining: _d,
    tablets: _n,
    ...row
  } = makeBackendRow(host);
  return { ...row, queries: 0, warehouse: undefined, ...changes };
}
