import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { type BackendRow, parseBackendRows } from '../../../model/starrocks/data/backend-rows.ts';
import type { DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import { findBackendRow } from '../../../model/starrocks/drain/judge-leaving-backends.ts';
import { SHOW_BACKENDS } from '../../../model/starrocks/statements.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { findTarget } from '../survey-drain.ts';

const LIMIT_MS = 10_000;

export interface BackendInput {
  readonly cluster: StarRocksCluster;
  /** Alias, or handle of a backend that the cluster file does not know. */
  readonly node: string;
}

/** A backend as the leader has it now; without a row it is not registered. */
export interface FoundRow {
  readonly leader: Leader;
  readonly target: DrainTarget;
  readonly row?: BackendRow;
}

export async function findRow(tools: Tools, { cluster, node }: BackendInput): Promise<FoundRow> {
  const target = findTarget(cluster, node);
  const leader = await findLeader(tools, cluster);
  const row = await readRow(tools, cluster, leader, target);
  return { leader, target, ...(row !== undefined && { row }) };
}

export async function readRow(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: SqlPoint,
  target: DrainTarget,
): Promise<BackendRow | undefined> {
  const { rows } = await ask(tools, cluster, leader, SHOW_BACKENDS, LIMIT_MS);
  return findBackendRow({ backends: parseBackendRows(rows) }, target);
}
