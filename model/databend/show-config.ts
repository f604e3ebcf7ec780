import { isSecretKey } from '../secret-keys.ts';
import type { Finding } from '../step.ts';
import { isTable, lookUp, readToml, type TomlTable, type TomlValue } from '../toml/read-toml.ts';
import type { MetaSpec } from './cluster-spec.ts';
import { IGNORED_KEYS } from './meta-keys.ts';

/** Where a key of the file comes out in what `--cmd show-config` prints (recorded on 1.2.888). */
const MOVED: Readonly<Record<string, string>> = {
  admin_api_address: 'admin.api_address',
  admin_tls_server_cert: 'admin.tls.cert',
  admin_tls_server_key: 'admin.tls.key',
  grpc_api_advertise_host: 'service.grpc.advertise_host',
  grpc_tls_server_cert: 'service.grpc.tls.cert',
  grpc_tls_server_key: 'service.grpc.tls.key',
  grpc_api_max_message_size: 'service.grpc.max_message_size',
  log_level: 'log.file.level',
  log_dir: 'log.file.dir',
};

export interface Disagreement {
  readonly key: string;
  readonly file: string;
  readonly effective: string;
}

/** The JSON behind `config:`; nothing when there is none. */
export function parseShowConfig(stdout: string): TomlTable | undefined {
  const at = stdout.indexOf('{');
  if (at < 0) return undefined;
  try {
    const value: unknown = JSON.parse(stdout.slice(at));
    return isTable(value as TomlValue) ? (value as TomlTable) : undefined;
  } catch {
    return undefined;
  }
}

/** What the file says and the program does not take from it: flags, variables and other versions come before the file. Secrets are not compared. */
export function compareShowConfig(text: string, effective: TomlTable): readonly Disagreement[] {
  const file = readToml(text);
  return listLeaves(file).flatMap(([key, said]) => {
    if (IGNORED_KEYS.includes(key) || isSecretKey(key) || isOverruled(file, key)) return [];
    const taken = readEffective(effective, key);
    if (taken === undefined || JSON.stringify(taken) === JSON.stringify(said)) return [];
    return [{ key, file: JSON.stringify(said), effective: JSON.stringify(taken) }];
  });
}

export function judgeShowConfig(node: MetaSpec, text: string, stdout: string): readonly Finding[] {
  const subject = node.alias;
  const command = `${node.home}/bin/databend-meta -c ${node.file} --cmd show-config`;
  const effective = parseShowConfig(stdout);
  if (effective === undefined) {
    const message = `what ${command} prints cannot be read`;
    return [{ gate: 'meta-file', severity: 'refusal', subject, message, next: [`${command}   # on ${node.host}`] }];
  }
  const found = compareShowConfig(text, effective);
  if (found.length === 0) {
    return [
      { gate: 'meta-file', severity: 'ok', subject, message: `databend-meta reads ${node.file} as it is written` },
    ];
  }
  return found.map(({ key, file, effective: taken }) => ({
    gate: 'meta-file',
    severity: 'refusal',
    subject,
    message: `${key} is ${file} in ${node.file}, and databend-meta takes ${taken}`,
    next: [`${command}   # on ${node.host}`],
  }));
}

/** The older keys on top come before those of `[log.file]` (as read). */
function isOverruled(file: TomlTable, key: string): boolean {
  const older = { 'log.file.level': 'log_level', 'log.file.dir': 'log_dir' }[key];
  return older !== undefined && lookUp(file, [older]) !== undefined;
}

function readEffective(effective: TomlTable, key: string): TomlValue | undefined {
  if (key === 'grpc_api_address') {
    const host = lookUp(effective, ['service', 'grpc', 'listen_host']);
    const port = lookUp(effective, ['service', 'grpc', 'listen_port']);
    return host === undefined ? undefined : port === undefined ? host : `${String(host)}:${String(port)}`;
  }
  const moved = MOVED[key] ?? (key.startsWith('raft_config.') ? `service.${key}` : key);
  return lookUp(effective, moved.split('.'));
}

function listLeaves(table: TomlTable, base = ''): readonly (readonly [string, TomlValue])[] {
  return Object.entries(table).flatMap(([name, value]) =>
    isTable(value) ? listLeaves(value, `${base}${name}.`) : [[`${base}${name}`, value] as const],
  );
}
