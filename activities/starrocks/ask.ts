import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { readSqlText } from '../../model/starrocks/read-sql-text.ts';
import { activitySignal } from '../context.ts';
import { type StatementResult, runStatement } from '../sql/run-statement.ts';
import type { Tools } from '../tools.ts';

export interface SqlPoint {
  readonly host: string;
  readonly queryPort: number;
}

/** One statement on one frontend, within a limit, on a connection of its own. */
export async function ask(
  tools: Tools,
  cluster: StarRocksCluster,
  { host, queryPort }: SqlPoint,
  statement: string,
  limitMs: number,
): Promise<StatementResult> {
  try {
    return await askOnce(tools, cluster, { host, queryPort }, statement, limitMs);
  } catch (error) {
    throw reclassify(error);
  }
}

async function askOnce(
  tools: Tools,
  cluster: StarRocksCluster,
  { host, queryPort }: SqlPoint,
  statement: string,
  limitMs: number,
): Promise<StatementResult> {
  const { user, password } = cluster.sql;
  const resolved = password === undefined ? undefined : await tools.resolveSecret(password);
  return await runStatement(
    { host, port: queryPort, user, ...(resolved !== undefined && { password: resolved }) },
    statement,
    {
      limitMs,
      connectLimitMs: Math.min(limitMs, 3000),
      signal: activitySignal(),
    },
  );
}

/** Nearly everything is 1064: that the leader or its quorum is missing is only in the text, and passes. */
function reclassify(error: unknown): unknown {
  if (!isMusterError(error) || error.code !== 'SQL_FAILED') return error;
  const meaning = readSqlText(error.message);
  if (meaning === 'no quorum') return new MusterError('NO_QUORUM', error.message, { kind: 'unknown', cause: error });
  if (meaning === 'no leader') return new MusterError('NO_LEADER', error.message, { kind: 'unknown', cause: error });
  return error;
}
