import type { StarRocksCluster, FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { parseFrontendRows } from '../../model/starrocks/frontend-rows.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { Stranger } from '../../model/status.ts';
import { greets, probePort } from '../net/probe-port.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';

const LIMIT_MS = 3_000;

/** What answers on the SQL port of a node that is no member; nothing where nothing does. */
export async function readStranger(
  tools: Tools,
  cluster: StarRocksCluster,
  { host, ports }: FrontendSpec,
  clusterId: string,
): Promise<Stranger | undefined> {
  if ((await probePort(host, ports.query, { limitMs: LIMIT_MS })) !== 'open') return undefined;
  if (!(await greets(host, ports.query, LIMIT_MS))) return { kind: 'silent' };
  try {
    const answer = await ask(tools, cluster, { host, queryPort: ports.query }, SHOW_LOCAL_FRONTENDS, LIMIT_MS);
    const own = parseFrontendRows(answer.rows).find((row) => row.clusterId !== '')?.clusterId;
    return own === undefined || own === clusterId ? { kind: 'dropped' } : { kind: 'other cluster', clusterId: own };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    if (error.code === 'SQL_AUTH' || error.code === 'SQL_PRIVILEGE') return { kind: 'unknown' };
    // Recorded: 300 s after its drop a follower refuses every statement, and goes on greeting.
    return error.code === 'SQL_UNREACHABLE' ? undefined : { kind: 'dropped' };
  }
}
