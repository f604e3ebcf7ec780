import type { ClusterSpec } from '../../model/cluster.ts';
import { type StatementResult, runStatement } from '../sql/run-statement.ts';
import type { Tools } from '../tools.ts';

export interface SqlPoint {
  readonly host: string;
  readonly queryPort: number;
}

/** One statement on one frontend, within a limit, on a connection of its own. */
export async function ask(
  tools: Tools,
  cluster: ClusterSpec,
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
    },
  );
}
