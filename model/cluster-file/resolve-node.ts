import type { FrontendPorts, NodeSpec, SecretRef } from '../cluster.ts';
import { CONFIG_VALUE, isShellHazard } from '../patterns.ts';
import { isSecretKey } from '../secret-keys.ts';
import { name } from './describe-issue.ts';
import { resolveSsh } from './resolve-ssh.ts';
import { parseSecretRef, SECRET_FORMS } from './secret-ref.ts';
import type { ClusterFile, NodeEntry } from './schema.ts';
import type { Path, Source } from './source.ts';

/** Recorded on 3.5.7: the ports of a frontend as shipped. */
const SHIPPED_PORTS: FrontendPorts = {
  http: 8030,
  rpc: 9020,
  query: 9030,
  editLog: 9010,
};

/** Keys of fe.conf that other keys of the cluster file decide. */
const DECIDED_ELSEWHERE: Readonly<Record<string, string>> = {
  http_port: 'ports.http',
  rpc_port: 'ports.rpc',
  query_port: 'ports.query',
  edit_log_port: 'ports.editLog',
  meta_dir: 'meta',
};

export interface Resolving {
  readonly file: ClusterFile;
  readonly source: Source;
  readonly resolvePath: (path: string) => string;
  /** Collects instead of throwing: all errors of a file are told at once. */
  report(offset: number, message: string): void;
}

/** Node over role over file. Gives nothing when something was reported that leaves a hole. */
export function resolveNode(alias: string, node: NodeEntry, context: Resolving): NodeSpec | undefined {
  const { file, source, resolvePath, report } = context;
  const role = file.roles?.[node.role];
  const path: Path = ['nodes', alias];

  const home = node.home ?? role?.home;
  if (home === undefined) {
    report(source.keyAt(path), `${name(path)} has no home, expected home: here or in roles.${node.role}`);
  }
  const ssh = resolveSsh(alias, node, context);
  const ports = { ...SHIPPED_PORTS, ...role?.ports, ...node.ports };
  reportSharedPorts(alias, ports, context);
  const config = {
    ...resolveConfig(['roles', node.role, 'config'], role?.config ?? {}, context),
    ...resolveConfig([...path, 'config'], node.config ?? {}, context),
  };
  if (home === undefined || ssh === undefined) return undefined;

  const java = node.java ?? role?.java;
  const archive = node.package ?? role?.package ?? file.package;
  return {
    alias,
    role: node.role,
    ...(node.observer === true && { observer: true as const }),
    host: node.host,
    ssh,
    home: withoutSlash(home),
    meta: withoutSlash(node.meta ?? role?.meta ?? `${withoutSlash(home)}/meta`),
    ...(java !== undefined && { java: withoutSlash(java) }),
    ports,
    config,
    ...(archive !== undefined && { package: resolvePath(archive) }),
  };
}

function reportSharedPorts(alias: string, ports: FrontendPorts, { source, report }: Resolving): void {
  const seen = new Map<number, string>();
  for (const [use, port] of Object.entries(ports)) {
    const other = seen.get(port);
    if (other !== undefined)
      report(
        source.keyAt(['nodes', alias, 'ports', use]),
        `nodes.${alias} has port ${port} twice (${other} and ${use}), expected four different ports`,
      );
    seen.set(port, use);
  }
}

function resolveConfig(
  path: Path,
  config: Readonly<Record<string, string | number | boolean>>,
  { source, resolvePath, report }: Resolving,
): Record<string, string | SecretRef> {
  const resolved: Record<string, string | SecretRef> = {};
  for (const [key, value] of Object.entries(config)) {
    const at = [...path, key];
    const decided = DECIDED_ELSEWHERE[key];
    if (decided !== undefined) report(source.keyAt(at), `${name(at)} is decided by ${decided}, expected it there only`);
    const written = typeof value === 'string' ? value : (source.writtenAt(at) ?? String(value));
    const secret = parseSecretRef(written, resolvePath);
    if (secret === 'malformed') {
      report(source.valueAt(at), `${name(at)} is a reference that cannot be followed, expected ${SECRET_FORMS}`);
    } else if (secret !== undefined) {
      resolved[key] = secret;
    } else if (isSecretKey(key) && written !== '') {
      report(
        source.valueAt(at),
        `${name(at)} holds a secret in plain text, expected a reference: write ${SECRET_FORMS}`,
      );
    } else if (!CONFIG_VALUE.test(written)) {
      report(source.valueAt(at), `${name(at)} has a line break or a control character, expected one line of text`);
    } else if (isShellHazard(key, written)) {
      report(
        source.valueAt(at),
        `${name(at)} is read by a shell on the host, expected no unpaired quotes and none of \` ; & | < > ( ) \\ $(`,
      );
    } else {
      resolved[key] = written;
    }
  }
  return resolved;
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
