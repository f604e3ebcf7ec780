import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { type FrontendRow, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { type OwnAnswer, SWITCH_NAMES } from '../../model/starrocks/judge-own-answers.ts';
import { SHOW_LOCAL_FRONTENDS, showConfig } from '../../model/starrocks/statements.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';

const LIMIT_MS = 3_000;

/** What each registered frontend says of itself; what it cannot be asked is absent. */
export async function readOwnAnswers(
  tools: Tools,
  cluster: StarRocksCluster,
  rows: readonly FrontendRow[],
): Promise<readonly OwnAnswer[]> {
  return await Promise.all(rows.map((row) => readOwnAnswer(tools, cluster, row)));
}

async function readOwnAnswer(tools: Tools, cluster: StarRocksCluster, row: FrontendRow): Promise<OwnAnswer> {
  const node = frontendsOf(cluster).find((candidate) => frontendHandle(candidate) === rowHandle(row));
  const point = { host: row.host, queryPort: node?.ports.query ?? row.queryPort };
  const [httpPort, switches] = row.alive
    ? await Promise.all([
        orNothing(readHttpPort(tools, cluster, point)),
        orNothing(readSwitches(tools, cluster, point)),
      ])
    : [];
  return {
    name: node?.alias ?? rowHandle(row),
    ...point,
    ...(row.version !== undefined && { version: row.version }),
    ...(httpPort !== undefined && { httpPort }),
    ...(node !== undefined && { httpPortInFile: node.ports.http }),
    ...(switches !== undefined && { switches }),
  };
}

export async function readHttpPort(
  tools: Tools,
  cluster: StarRocksCluster,
  point: SqlPoint,
): Promise<number | undefined> {
  const { rows } = await ask(tools, cluster, point, SHOW_LOCAL_FRONTENDS, LIMIT_MS);
  const port = Number(rows.find((row) => row['IP'] === point.host)?.['HttpPort'] ?? 0);
  return port > 0 ? port : undefined;
}

async function readSwitches(
  tools: Tools,
  cluster: StarRocksCluster,
  point: SqlPoint,
): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  for (const pattern of ['%tablet_sched%', '%drop_backend%'] as const) {
    const { rows } = await ask(tools, cluster, point, showConfig(pattern), LIMIT_MS);
    for (const row of rows) {
      const key = row['Key'] ?? '';
      if (SWITCH_NAMES.includes(key)) values[key] = row['Value'] ?? '';
    }
  }
  return values;
}

/** That it does not answer is said by other gates. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return undefined;
  }
}
