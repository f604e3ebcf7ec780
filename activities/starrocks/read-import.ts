import type { SshTarget } from '../../model/cluster.ts';
import type { StarRocksCluster, FrontendPorts } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type {
  FoundInstall,
  StarRocksImportRequest,
  ImportSsh,
  ImportedStarRocks,
  ImportedFrontend,
} from '../../model/import.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { SHOW_FRONTENDS, VERSION_COMMENT } from '../../model/starrocks/statements.ts';
import { VERSION } from '../../model/patterns.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { findInstall } from './find-install.ts';
import { readImportedBackends } from './read-imported-backends.ts';
import { readHttpPort } from './read-own-answers.ts';

const LIMIT_MS = 5_000;

/** Reads a running cluster for a file that does not exist yet. SHOW FRONTENDS is forwarded, so any frontend will do. */
export async function readImport(tools: Tools, request: StarRocksImportRequest): Promise<ImportedStarRocks> {
  const { host, queryPort, user, password } = request;
  const cluster: StarRocksCluster = {
    name: 'import',
    engine: 'starrocks',
    version: '0.0.0',
    sql: { user, ...(password !== undefined && { password }) },
    nodes: [],
    pace: 1,
  };
  const point = { host, queryPort };
  const answer = await ask(tools, cluster, point, SHOW_FRONTENDS, LIMIT_MS);
  const rows = parseFrontendRows(answer.rows).map((row, index) => ({ ...row, ...readPorts(answer.rows[index]) }));
  const leader = rows.find(({ role }) => role === 'LEADER');
  if (leader === undefined) {
    throw new MusterError('NO_LEADER', `${host}:${queryPort} answers and knows no leader`, {
      kind: 'transient',
      hint: 'ask again in a minute, or another frontend',
    });
  }
  const sorted = rows.toSorted((a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }));
  const [version, backends, computeNodes, ...frontends] = await Promise.all([
    ask(tools, cluster, point, VERSION_COMMENT, LIMIT_MS),
    readImportedBackends(tools, cluster, point, 'be', request.ssh),
    readImportedBackends(tools, cluster, point, 'cn', request.ssh),
    ...sorted.map((row) => readFrontend(tools, cluster, row, leader, request.ssh)),
  ]);
  return {
    clusterId: leader.clusterId,
    version: readVersion(Object.values(version.rows[0] ?? {})[0] ?? leader.version),
    leader: rowHandle(leader),
    frontends,
    backends,
    computeNodes,
  };
}

type ListedFrontend = FrontendRow & ReturnType<typeof readPorts>;

/** 0 where nobody knows. */
function readPorts(row: Readonly<Record<string, string | null>> = {}) {
  return { rpcPort: Number(row['RpcPort'] ?? 0), httpPort: Number(row['HttpPort'] ?? 0) };
}

/** `3.5.7-d2da301`; what a build of one's own calls itself may be anything. */
function readVersion(text: string | undefined): string {
  return /\d+\.\d+\.\d+(?:-[A-Za-z0-9.]+)?/.exec(text ?? '')?.find((part) => VERSION.test(part)) ?? '3.5.0';
}

async function readFrontend(
  tools: Tools,
  cluster: StarRocksCluster,
  row: ListedFrontend,
  leader: ListedFrontend,
  ssh: ImportSsh | undefined,
): Promise<ImportedFrontend> {
  const { host, editLogPort, role, alive } = row;
  const unknownPorts: (keyof FrontendPorts)[] = [];
  const query = row.queryPort || leader.queryPort;
  const rpc = row.rpcPort || leader.rpcPort;
  if (row.queryPort === 0) unknownPorts.push('query');
  if (row.rpcPort === 0) unknownPorts.push('rpc');
  const httpPort = alive ? await orNothing(readHttpPort(tools, cluster, { host, queryPort: query })) : undefined;
  if (httpPort === undefined) unknownPorts.push('http');
  // The column has the port of whoever answered, here the leader; all frontends must have the same one.
  const ports = { http: httpPort ?? leader.httpPort, rpc, query, editLog: editLogPort };
  return {
    host,
    ports,
    unknownPorts,
    observer: role === 'OBSERVER',
    alive,
    ...(ssh !== undefined && (await readInstall(tools, { host, ...ssh }, query))),
  };
}

async function readInstall(
  tools: Tools,
  target: SshTarget,
  queryPort: number,
): Promise<{ readonly install: FoundInstall } | { readonly trouble: string }> {
  try {
    return { install: await findInstall(tools, target, queryPort) };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { trouble: error.message };
  }
}

async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return undefined;
  }
}
