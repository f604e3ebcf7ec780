import type { SshTarget } from '../../model/cluster.ts';
import type { BackendPorts, StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import type { ImportedBackend, ImportSsh } from '../../model/import.ts';
import { SHIPPED_BACKEND_PORTS } from '../../model/cluster-file/resolve-starrocks-node.ts';
import { isPort } from '../../model/patterns.ts';
import { type RawRow, numberOf, textOf } from '../../model/starrocks/data/raw-row.ts';
import { SHOW_BACKENDS, SHOW_COMPUTE_NODES } from '../../model/starrocks/statements.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { type FoundBackendInstall, findInstall } from './backend/find-install.ts';

const LIMIT_MS = 5_000;
const STATEMENTS = { be: SHOW_BACKENDS, cn: SHOW_COMPUTE_NODES } as const;

export interface ImportPoint {
  readonly host: string;
  readonly queryPort: number;
}

/** The backends or the compute nodes of a running cluster, in the order of their addresses. A refused statement finds none. */
export async function readImportedBackends(
  tools: Tools,
  cluster: StarRocksCluster,
  point: ImportPoint,
  kind: 'be' | 'cn',
  ssh: ImportSsh | undefined,
): Promise<readonly ImportedBackend[]> {
  const rows = await readRows(tools, cluster, point, STATEMENTS[kind]);
  const listed = rows.map(readRow);
  const sorted = listed.toSorted(
    (a, b) => a.host.localeCompare(b.host, 'en', { numeric: true }) || a.ports.heartbeat - b.ports.heartbeat,
  );
  if (ssh === undefined) return sorted;
  return await Promise.all(sorted.map((node) => lookOnHost(tools, node, kind, { host: node.host, ...ssh })));
}

async function readRows(
  tools: Tools,
  cluster: StarRocksCluster,
  point: ImportPoint,
  statement: string,
): Promise<readonly RawRow[]> {
  try {
    return (await ask(tools, cluster, point, statement, LIMIT_MS)).rows;
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [];
  }
}

/** -1 until the first good heartbeat (recorded on 3.5.7). */
function readRow(row: RawRow): ImportedBackend {
  const told = {
    be: numberOf(row, 'BePort'),
    http: numberOf(row, 'HttpPort'),
    heartbeat: numberOf(row, 'HeartbeatPort'),
    brpc: numberOf(row, 'BrpcPort'),
    starlet: 0,
  };
  const uses = Object.keys(told) as (keyof BackendPorts)[];
  const known = Object.fromEntries(uses.filter((use) => isPort(told[use])).map((use) => [use, told[use]]));
  return {
    host: textOf(row, 'IP', 'Host'),
    ports: { ...SHIPPED_BACKEND_PORTS, ...known },
    unknownPorts: uses.filter((use) => !Object.hasOwn(known, use)),
    alive: row['Alive'] === 'true',
  };
}

async function lookOnHost(
  tools: Tools,
  node: ImportedBackend,
  kind: 'be' | 'cn',
  target: SshTarget,
): Promise<ImportedBackend> {
  try {
    return withFound(node, await findInstall(tools, target, { kind, heartbeatPort: node.ports.heartbeat }));
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { ...node, trouble: error.message };
  }
}

function withFound(node: ImportedBackend, { install, starletPort }: FoundBackendInstall): ImportedBackend {
  if (starletPort === undefined) return { ...node, install };
  return {
    ...node,
    install,
    ports: { ...node.ports, starlet: starletPort },
    unknownPorts: node.unknownPorts.filter((use) => use !== 'starlet'),
  };
}
