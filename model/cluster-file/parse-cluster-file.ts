import type { ClusterSpec, NodeSpec, SshTarget } from '../cluster.ts';
import { MusterError } from '../error.ts';
import { formatJump } from '../ssh-target.ts';
import { describeIssue } from './describe-issue.ts';
import { type Resolving, resolveNode } from './resolve-node.ts';
import { type ClusterFile, clusterFileSchema } from './schema.ts';
import { parseSecretRef, SECRET_FORMS } from './secret-ref.ts';
import { type Problem, readSource, type Source } from './source.ts';

export interface ParseOptions {
  /** How the file is named in errors. */
  readonly file: string;
  /** Makes a path of the file absolute: `~` and relative ones. */
  readonly resolvePath: (path: string) => string;
}

/** Reads a cluster file. Every error has `file:line:column`; all are told at once in one BAD_INPUT. */
export function parseClusterFile(text: string, { file, resolvePath }: ParseOptions): ClusterSpec {
  const source = readSource(text);
  if (source.problems.length > 0) throw refuse(file, source, source.problems);

  const checked = clusterFileSchema.safeParse(source.value);
  if (!checked.success) {
    throw refuse(
      file,
      source,
      checked.error.issues.flatMap((issue) => describeIssue(issue, source)),
    );
  }

  const problems: Problem[] = [];
  const report: Resolving['report'] = (offset, message) => problems.push({ offset, message });
  const cluster = resolveCluster({
    file: checked.data,
    source,
    resolvePath,
    report,
  });
  if (problems.length > 0) throw refuse(file, source, problems);
  return cluster;
}

function resolveCluster(context: Resolving): ClusterSpec {
  const { file, source, report } = context;
  const nodes = Object.entries(file.nodes).flatMap(([alias, entry]) => resolveNode(alias, entry, context) ?? []);
  if (Object.keys(file.nodes).length === 0)
    report(source.keyAt(['nodes']), 'nodes is empty, expected at least one node');
  reportSharedHosts(nodes, context);
  reportShared(nodes, context);
  const { user = 'root' } = file.sql ?? {};
  const password = resolvePassword(file, context);
  return {
    name: file.name,
    engine: file.engine,
    version: file.version,
    sql: { user, ...(password !== undefined && { password }) },
    nodes,
    pace: file.pace ?? 1,
  };
}

function resolvePassword(file: ClusterFile, { source, resolvePath, report }: Resolving) {
  if (file.sql?.password === undefined) return undefined;
  const secret = parseSecretRef(file.sql.password, resolvePath);
  if (secret !== 'malformed') return secret;
  report(
    source.valueAt(['sql', 'password']),
    `sql.password is a reference that cannot be followed, expected ${SECRET_FORMS}`,
  );
  return undefined;
}

/**
 * A host runs one frontend of a cluster: the leader dies when the second address of a live one is added. Backends may share a
 * host with one, and with each other where their ports and directories differ.
 */
function reportSharedHosts(nodes: readonly NodeSpec[], { source, report }: Resolving): void {
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

/** On one host no two nodes have a port or a directory in common. */
function reportShared(nodes: readonly NodeSpec[], { source, report }: Resolving): void {
  const seen = new Map<string, NodeSpec>();
  for (const node of nodes) {
    const dirs = node.role === 'fe' ? [node.home, node.meta] : [node.home, ...node.storage.map(({ path }) => path)];
    const claims = [
      ...Object.entries(node.ports).map(([use, port]) => [`port ${port}`, ['ports', use]] as const),
      ...dirs.map((path) => [path, ['home']] as const),
    ];
    for (const [what, key] of claims) {
      const claim = `${node.host.toLowerCase()} ${what}`;
      const other = seen.get(claim) ?? node;
      // Two frontends on one host are told of as such.
      if (other !== node && (other.role !== 'fe' || node.role !== 'fe')) {
        report(
          source.keyAt(['nodes', node.alias, ...key]),
          `nodes.${node.alias} has ${what} on ${node.host}, as ${other.alias} has, expected another one`,
        );
      }
      seen.set(claim, other);
    }
  }
}

/** Behind different jump servers one address is different hosts. */
function describeWay({ host, port, jumps = [] }: SshTarget): string {
  const way = jumps.length === 0 ? '' : ` by way of ${jumps.map(formatJump).join(', ')}`;
  return `${host.toLowerCase()}${port === undefined ? '' : ` port ${port}`}${way}`;
}

function refuse(file: string, source: Source, problems: readonly Problem[]): MusterError {
  const lines = [...problems]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => `${file}:${source.place(offset)}: ${message}`);
  const [first = file, ...rest] = [...new Set(lines)];
  const hint =
    rest.length === 0
      ? `correct ${file} and repeat the command`
      : `correct these ${rest.length + 1} places of ${file} and repeat the command`;
  return new MusterError('BAD_INPUT', first, { hint, details: rest });
}
