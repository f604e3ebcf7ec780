import type { DatabendCluster, DatabendNode, MetaPorts, MetaSpec, QueryPorts } from '../databend/cluster-spec.ts';
import { name } from './describe-issue.ts';
import type { DatabendEntry, DatabendFile } from './databend-schema.ts';
import { reportShared } from './report-shared.ts';
import { resolveNotify } from './resolve-notify.ts';
import { resolvePassword } from './resolve-password.ts';
import { resolveSsh } from './resolve-ssh.ts';
import { resolveWindows } from './resolve-windows.ts';
import type { Resolving } from './resolving.ts';

type DatabendResolving = Resolving<DatabendFile>;

/** Recorded on 1.2.888, but for admin and grpc, whose hosts are the machine itself unless the file says otherwise. */
export const SHIPPED_META_PORTS: MetaPorts = { admin: 28_002, grpc: 9191, raft: 28_004 };
/** As read in databend-query.toml of the package. */
export const SHIPPED_QUERY_PORTS: QueryPorts = { http: 8000 };

/** Where the packages for Debian and RPM put them (as read in nfpm-meta.yaml). */
export const DATABEND_PLACES = {
  home: '/usr',
  file: '/etc/databend/databend-meta.toml',
  unit: 'databend-meta.service',
  unitDir: '/etc/systemd/system',
  user: 'databend',
  raftDir: '/var/lib/databend/raft',
  exports: '/var/lib/databend/exports',
} as const;

/** Of `query` nodes the schema cannot say that the keys of `meta` are none of theirs, and the other way round. */
const ONLY: Readonly<Record<'meta' | 'query', readonly string[]>> = {
  meta: ['id', 'raftDir', 'exports'],
  query: ['sql'],
};
const PORTS = { meta: SHIPPED_META_PORTS, query: SHIPPED_QUERY_PORTS };

/** The cluster of a file whose shape was checked. */
export function resolveDatabend(context: DatabendResolving): DatabendCluster {
  const { file } = context;
  const nodes = Object.entries(file.nodes).flatMap(([alias, entry]) => resolveNode(alias, entry, context) ?? []);
  reportShared(
    nodes.map((node) => ({ node, dirs: node.role === 'meta' ? [node.raftDir, node.file] : [node.file] })),
    context,
  );
  reportSharedIds(
    nodes.filter((node) => node.role === 'meta'),
    context,
  );
  const windows = resolveWindows(context);
  return {
    name: file.name,
    engine: 'databend',
    version: file.version,
    nodes,
    pace: file.pace ?? 1,
    ...(windows !== undefined && { windows }),
    ...resolveNotify(context),
  };
}

function resolveNode(alias: string, node: DatabendEntry, context: DatabendResolving): DatabendNode | undefined {
  const { file, source, resolvePath, report } = context;
  const { meta, query } = file.roles ?? {};
  const role = node.role === 'meta' ? meta : query;
  const ssh = resolveSsh(alias, node, role, context);
  reportOfOthers(alias, node, context);
  if (node.role === 'meta' && node.id === undefined)
    report(
      source.keyAt(['nodes', alias]),
      `nodes.${alias} has no id, expected id: its own in the raft group, one that no node ever had`,
    );
  if (ssh === undefined) return undefined;
  const archive = node.package ?? role?.package ?? file.package;
  const common = {
    alias,
    host: node.host,
    ssh,
    home: withoutSlash(node.home ?? role?.home ?? DATABEND_PLACES.home),
    file: node.file ?? role?.file ?? `/etc/databend/databend-${node.role}.toml`,
    unit: node.unit ?? role?.unit ?? `databend-${node.role}.service`,
    unitDir: withoutSlash(node.unitDir ?? role?.unitDir ?? DATABEND_PLACES.unitDir),
    user: node.user ?? role?.user ?? DATABEND_PLACES.user,
    ...(archive !== undefined && { package: resolvePath(archive) }),
  };
  if (node.role === 'query') {
    const { user = 'root', password: written } = { ...query?.sql, ...node.sql };
    const path =
      node.sql?.password === undefined ? ['roles', 'query', 'sql', 'password'] : ['nodes', alias, 'sql', 'password'];
    const password = resolvePassword(written, context, path);
    return {
      ...common,
      role: 'query',
      ports: { ...SHIPPED_QUERY_PORTS, ...query?.ports, ...node.ports },
      sql: { user, ...(password !== undefined && { password }) },
    };
  }
  const ports = { ...SHIPPED_META_PORTS, ...meta?.ports, ...node.ports };
  reportSharedPorts(alias, ports, context);
  return {
    ...common,
    role: 'meta',
    id: node.id ?? 0,
    ports,
    raftDir: withoutSlash(node.raftDir ?? meta?.raftDir ?? DATABEND_PLACES.raftDir),
    exports: withoutSlash(node.exports ?? meta?.exports ?? DATABEND_PLACES.exports),
  };
}

function reportOfOthers(alias: string, node: DatabendEntry, { source, report }: DatabendResolving): void {
  const other = node.role === 'meta' ? 'query' : 'meta';
  const path = ['nodes', alias];
  for (const key of Object.keys(node).filter((key) => ONLY[other].includes(key)))
    report(
      source.keyAt([...path, key]),
      `${name(path)} is a ${node.role} node and has ${key}, expected it only on a ${other} node`,
    );
  const known = Object.keys(PORTS[node.role]);
  for (const key of Object.keys(node.ports ?? {}).filter((key) => !known.includes(key)))
    report(
      source.keyAt([...path, 'ports', key]),
      `${name(path)} is a ${node.role} node and has ports.${key}, expected one of ${known.join(', ')}`,
    );
}

function reportSharedPorts(alias: string, ports: MetaPorts, { source, report }: DatabendResolving): void {
  const seen = new Map<number, string>();
  for (const [use, port] of Object.entries(ports)) {
    const other = seen.get(port);
    if (other !== undefined)
      report(
        source.keyAt(['nodes', alias, 'ports', use]),
        `nodes.${alias} has port ${port} twice (${other} and ${use}), expected three different ports`,
      );
    seen.set(port, use);
  }
}

function reportSharedIds(nodes: readonly MetaSpec[], { source, report }: DatabendResolving): void {
  const seen = new Map<number, string>();
  for (const { alias, id } of nodes) {
    const other = seen.get(id);
    if (other !== undefined)
      report(
        source.valueAt(['nodes', alias, 'id']),
        `nodes.${alias}.id is ${id}, the id of ${other} too, expected another one`,
      );
    seen.set(id, alias);
  }
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
