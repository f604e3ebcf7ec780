import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import type { StatementResult } from '../sql/run-statement.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { type NodeInput, findNode } from './find-node.ts';

const LIMIT_MS = 5_000;

export interface Answered extends StatementResult {
  /** False while root of the new cluster still has no password. */
  readonly asGiven: boolean;
}

/** The cluster as it is before root was given its password: root needs none (recorded on 3.5.7). */
export function withoutPassword(cluster: StarRocksCluster): StarRocksCluster {
  return { ...cluster, sql: { user: 'root' } };
}

/** One statement on the first frontend, as the file says and else as root without a password: which of them holds moves. */
export async function askFounder(tools: Tools, input: NodeInput, statement: string): Promise<Answered> {
  const { cluster } = input;
  const { host, ports } = findNode(input);
  const point = { host, queryPort: ports.query };
  try {
    return { ...(await ask(tools, cluster, point, statement, LIMIT_MS)), asGiven: true };
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'SQL_AUTH') throw error;
    return { ...(await ask(tools, withoutPassword(cluster), point, statement, LIMIT_MS)), asGiven: false };
  }
}
