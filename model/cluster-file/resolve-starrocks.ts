import type { StarRocksCluster, StarRocksNode } from '../starrocks/cluster-spec.ts';
import { reportShared } from './report-shared.ts';
import { resolveNotify } from './resolve-notify.ts';
import { resolveStarRocksNode } from './resolve-starrocks-node.ts';
import { resolvePassword } from './resolve-password.ts';
import { resolveWindows } from './resolve-windows.ts';
import type { Resolving } from './resolving.ts';
import type { StarRocksFile } from './starrocks-schema.ts';
import { describeWay } from './describe-way.ts';

type StarRocksResolving = Resolving<StarRocksFile>;

/** The cluster of a file whose shape was checked. */
export function resolveStarRocks(context: StarRocksResolving): StarRocksCluster {
  const { file } = context;
  const nodes = Object.entries(file.nodes).flatMap(
    ([alias, entry]) => resolveStarRocksNode(alias, entry, context) ?? [],
  );
  reportSharedHosts(nodes, context);
  reportShared(
    nodes.map((node) => ({ node, dirs: listDirs(node) })),
    context,
    // Two frontends on one host are told of as such.
    (one, other) => one.role === 'fe' && other.role === 'fe',
  );
  const windows = resolveWindows(context);
  const { user = 'root' } = file.sql ?? {};
  const password = resolvePassword(file.sql?.password, context);
  return {
    name: file.name,
    engine: file.engine,
    version: file.version,
    sql: { user, ...(password !== undefined && { password }) },
    nodes,
    pace: file.pace ?? 1,
    ...(windows !== undefined && { windows }),
    ...resolveNotify(context),
  };
}

/**
 * A host runs one frontend of a cluster: the leader dies when the second address of a live one is added. Backends may share a
 * host with one, and with each other where their ports and directories differ.
 */
function reportSharedHosts(nodes: readonly StarRocksNode[], { source, report }: StarRocksResolving): void {
  const hosts = new Map<string, string>();
  const logins = new Map<string, string>();
  for (const { alias, host, ssh } of nodes.filter(({ role }) => role === 'fe')) {
    const sameHost = hosts.get(host.toLowerCase());
    const login = describeWay(ssh);
    const sameLogin = logins.get(login);
    if (sameHost !== undefined) {
      report(
        source.valueAt(['nodes', alias, 'host']),
        `nodes.${alias}.host is ${host}, the host of ${sameHost} too, expected one frontend per host`,
      );
    } else if (sameLogin !== undefined) {
      report(
        source.keyAt(['nodes', alias]),
        `nodes.${alias} is reached by SSH at ${login}, as ${sameLogin} is, expected one frontend per host`,
      );
    }
    hosts.set(host.toLowerCase(), alias);
    logins.set(login, alias);
  }
}

function listDirs(node: StarRocksNode): readonly string[] {
  return node.role === 'fe' ? [node.home, node.meta] : [node.home, ...node.storage.map(({ path }) => path)];
}
