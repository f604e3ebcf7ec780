import type { SecretRef } from '../cluster.ts';
import type {
  BackendPorts,
  FrontendPorts,
  StarRocksNode,
  StarRocksRole,
  StoragePath,
} from '../starrocks/cluster-spec.ts';
import { CONFIG_VALUE, isShellHazard, STORAGE_PATH } from '../patterns.ts';
import { isSecretKey } from '../secret-keys.ts';
import { name } from './describe-issue.ts';
import { resolveSsh } from './resolve-ssh.ts';
import { parseSecretRef, SECRET_FORMS } from './secret-ref.ts';
import type { Resolving } from './resolving.ts';
import type { StarRocksEntry, StarRocksFile } from './starrocks-schema.ts';
import type { Path } from './source.ts';

/** Recorded on 3.5.7: the ports of a frontend as shipped. */
export const SHIPPED_PORTS: FrontendPorts = {
  http: 8030,
  rpc: 9020,
  query: 9030,
  editLog: 9010,
};

/** As read in be.conf of 3.5 (docs/en/administration/management/BE_configuration). */
export const SHIPPED_BACKEND_PORTS: BackendPorts = { be: 9060, http: 8040, heartbeat: 9050, brpc: 8060, starlet: 9070 };

const BACKEND_KEYS = {
  be_port: 'ports.be',
  be_http_port: 'ports.http',
  webserver_port: 'ports.http',
  heartbeat_service_port: 'ports.heartbeat',
  brpc_port: 'ports.brpc',
  starlet_port: 'ports.starlet',
  storage_root_path: 'storage',
};

/** Keys of the conf file that other keys of the cluster file decide. */
const DECIDED_ELSEWHERE: Readonly<Record<StarRocksRole, Readonly<Record<string, string>>>> = {
  fe: {
    http_port: 'ports.http',
    rpc_port: 'ports.rpc',
    query_port: 'ports.query',
    edit_log_port: 'ports.editLog',
    meta_dir: 'meta',
  },
  be: BACKEND_KEYS,
  cn: BACKEND_KEYS,
};

const ROLE_NAMES: Readonly<Record<StarRocksRole, string>> = { fe: 'a frontend', be: 'a backend', cn: 'a compute node' };

type StarRocksResolving = Resolving<StarRocksFile>;

/** Node over role over file. Gives nothing when something was reported that leaves a hole. */
export function resolveStarRocksNode(
  alias: string,
  node: StarRocksEntry,
  context: StarRocksResolving,
): StarRocksNode | undefined {
  const { file, source, resolvePath, report } = context;
  const role = file.roles?.[node.role];
  const path: Path = ['nodes', alias];

  const home = node.home ?? role?.home;
  if (home === undefined) {
    report(source.keyAt(path), `${name(path)} has no home, expected home: here or in roles.${node.role}`);
  }
  const ssh = resolveSsh(alias, node, role, context);
  const config = {
    ...resolveConfig(node.role, ['roles', node.role, 'config'], role?.config ?? {}, context),
    ...resolveConfig(node.role, [...path, 'config'], node.config ?? {}, context),
  };
  reportOfOthers(alias, node, context);
  const ports = { ...role?.ports, ...node.ports };
  const own =
    node.role === 'fe'
      ? ({ role: 'fe', ports: { ...SHIPPED_PORTS, ...ports } } as const)
      : ({ role: node.role, ports: { ...SHIPPED_BACKEND_PORTS, ...ports } } as const);
  reportSharedPorts(alias, own.ports, context);
  if (home === undefined || ssh === undefined) return undefined;

  const java = node.java ?? role?.java;
  const archive = node.package ?? role?.package ?? file.package;
  const common = {
    alias,
    host: node.host,
    ssh,
    home: withoutSlash(home),
    ...(java !== undefined && { java: withoutSlash(java) }),
    config,
    ...(archive !== undefined && { package: resolvePath(archive) }),
  };
  if (own.role !== 'fe') {
    const storage = node.storage ?? file.roles?.[own.role]?.storage;
    return { ...common, ...own, storage: storage?.map(readStorage) ?? [{ path: `${common.home}/storage` }] };
  }
  const meta = node.meta ?? file.roles?.fe?.meta ?? `${common.home}/meta`;
  return { ...common, ...own, ...(node.observer === true && { observer: true as const }), meta: withoutSlash(meta) };
}

/** `/data/ssd,medium:ssd`, as the product writes it; the schema has checked it. */
function readStorage(text: string): StoragePath {
  const [, path = text, medium] = STORAGE_PATH.exec(text) ?? [];
  return { path, ...(medium !== undefined && { medium: medium as 'ssd' | 'hdd' }) };
}

const ONLY_FRONTEND: readonly string[] = ['observer', 'meta'];
const FRONTEND_PORT_NAMES: readonly string[] = Object.keys(SHIPPED_PORTS);
const BACKEND_PORT_NAMES: readonly string[] = Object.keys(SHIPPED_BACKEND_PORTS);

/** Keys that another role has. */
function reportOfOthers(alias: string, node: StarRocksEntry, { source, report }: StarRocksResolving): void {
  const path: Path = ['nodes', alias];
  const is = ROLE_NAMES[node.role];
  for (const key of Object.keys(node)) {
    const foreign = node.role === 'fe' ? key === 'storage' : ONLY_FRONTEND.includes(key);
    if (foreign)
      report(
        source.keyAt([...path, key]),
        `${name(path)} is ${is} and has ${key}, expected it only on ${node.role === 'fe' ? 'a backend or a compute node' : 'a frontend'}`,
      );
  }
  const known = node.role === 'fe' ? FRONTEND_PORT_NAMES : BACKEND_PORT_NAMES;
  for (const key of Object.keys(node.ports ?? {})) {
    if (known.includes(key)) continue;
    report(
      source.keyAt([...path, 'ports', key]),
      `${name(path)} is ${is} and has ports.${key}, expected one of ${known.join(', ')}`,
    );
  }
}

function reportSharedPorts(
  alias: string,
  ports: FrontendPorts | BackendPorts,
  { source, report }: StarRocksResolving,
): void {
  const seen = new Map<number, string>();
  for (const [use, port] of Object.entries(ports)) {
    const other = seen.get(port);
    if (other !== undefined)
      report(
        source.keyAt(['nodes', alias, 'ports', use]),
        `nodes.${alias} has port ${port} twice (${other} and ${use}), expected ${Object.keys(ports).length === 4 ? 'four' : 'five'} different ports`,
      );
    seen.set(port, use);
  }
}

function resolveConfig(
  role: StarRocksRole,
  path: Path,
  config: Readonly<Record<string, string | number | boolean>>,
  { source, resolvePath, report }: StarRocksResolving,
): Record<string, string | SecretRef> {
  const resolved: Record<string, string | SecretRef> = {};
  for (const [key, value] of Object.entries(config)) {
    const at = [...path, key];
    const decided = DECIDED_ELSEWHERE[role][key];
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
