import { type Answer, failure, OK } from '../answer.ts';
import type { Table } from '../storage/catalog.ts';
import type { ClusterView } from '../storage/cluster-view.ts';
import { loadTable } from '../storage/load-table.ts';

/** Made up: what a row of the sandbox's tables takes. */
const BYTES_PER_ROW = 1_024;

/** Recorded of another statement that needs a backend: the same words. */
export function insertRows(view: ClusterView, table: Table, rows: number): Answer {
  if (view.alive.length === 0) {
    const dead = [...view.backends.values()].map(({ host }) => `[${host} alive: false inBlacklist: false] `).join('');
    return failure(`Backend node not found. Check if any backend node is down.backend: ${dead}`);
  }
  loadTable(view, table, { rows, bytes: rows * BYTES_PER_ROW });
  return OK;
}
