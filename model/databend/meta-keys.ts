import { findNearest } from '../cluster-file/nearest.ts';
import { isTable, type TomlTable, type TomlValue } from '../toml/read-toml.ts';

type Kind = 'text' | 'number' | 'yes or no' | 'list of texts' | 'table';

const texts = (...names: readonly string[]) => names.map((name): readonly [string, Kind] => [name, 'text']);
const numbers = (...names: readonly string[]) => names.map((name): readonly [string, Kind] => [name, 'number']);
const switches = (...names: readonly string[]) => names.map((name): readonly [string, Kind] => [name, 'yes or no']);
const below = (table: string, keys: readonly (readonly [string, Kind])[]) =>
  keys.map(([name, kind]): readonly [string, Kind] => [`${table}.${name}`, kind]);

/** Every key that `databend-meta` reads in its file, as read in its configuration of 1.2.888; `raft_secret…` came later. */
const KEYS: ReadonlyMap<string, Kind> = new Map([
  ...texts(
    'cmd',
    'config_file',
    'log_level',
    'log_dir',
    'admin_api_address',
    'admin_tls_server_cert',
    'admin_tls_server_key',
  ),
  ...texts('grpc_api_address', 'grpc_api_advertise_host', 'grpc_tls_server_cert', 'grpc_tls_server_key'),
  ...numbers('grpc_api_max_message_size'),
  ...below('log.file', [
    ...switches('on'),
    ...texts('level', 'dir', 'format', 'prefix_filter'),
    ...numbers('limit', 'max_size'),
  ]),
  ...below('log.stderr', [...switches('on'), ...texts('level', 'format')]),
  ...below('log.storage', [
    ...switches('on'),
    ...numbers('interval'),
    ...texts('stage_name', 'level'),
    ['params', 'table'],
  ]),
  ...below('raft_config', [
    ...texts('raft_listen_host', 'raft_advertise_host', 'raft_dir', 'cluster_name', 'raft_secret'),
    ...numbers('id', 'raft_api_port', 'log_cache_max_items', 'log_cache_capacity', 'log_wal_chunk_max_records'),
    ...numbers('log_wal_chunk_max_size', 'snapshot_logs_since_last', 'heartbeat_interval', 'install_snapshot_timeout'),
    ...numbers(
      'max_applied_log_to_keep',
      'snapshot_chunk_size',
      'snapshot_db_block_keys',
      'snapshot_db_block_cache_item',
    ),
    ...numbers('snapshot_db_block_cache_size', 'compact_immutables_ms', 'leave_id', 'wait_leader_timeout'),
    ...numbers('raft_grpc_max_message_size'),
    ...switches('snapshot_db_debug_check', 'single', 'learner', 'raft_secret_strict'),
    ['join', 'list of texts'],
    ['leave_via', 'list of texts'],
    ['raft_accepted_secrets', 'list of texts'],
  ]),
]);

/** Their defaults on the command line win over the file (recorded on 1.2.888); as flags they work. */
export const IGNORED_KEYS: readonly string[] = ['raft_config.heartbeat_interval', 'raft_config.wait_leader_timeout'];

export interface StrangeKey {
  readonly key: string;
  /** The known one that was probably meant. */
  readonly meant?: string;
}

/** Keys that the product does not know, which it says nothing about. */
export function listUnknown(file: TomlTable): readonly StrangeKey[] {
  const known = [...KEYS.keys()];
  return listKeys(file)
    .filter(
      ([key]) => !KEYS.has(key) && !known.some((other) => KEYS.get(other) === 'table' && key.startsWith(`${other}.`)),
    )
    .map(([key]) => {
      const meant = findNearest(key, known) ?? findElsewhere(key, known);
      return { key, ...(meant !== undefined && { meant }) };
    });
}

export interface WrongKind {
  readonly key: string;
  readonly expected: Kind;
}

/** Values that the product cannot read: it does not start with them. */
export function listWrongKinds(file: TomlTable): readonly WrongKind[] {
  return listKeys(file).flatMap(([key, value]) => {
    const expected = KEYS.get(key);
    return expected === undefined || expected === kindOf(value) ? [] : [{ key, expected }];
  });
}

/** The right name in the wrong table: `single` on top instead of in `[raft_config]`. */
function findElsewhere(key: string, known: readonly string[]): string | undefined {
  const name = key.split('.').at(-1) ?? '';
  const same = known.filter((other) => other.split('.').at(-1) === name);
  return same.length === 1 ? same[0] : undefined;
}

function listKeys(table: TomlTable, base = ''): readonly (readonly [string, TomlValue])[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const key = `${base}${name}`;
    return isTable(value) && KEYS.get(key) !== 'table' ? listKeys(value, `${key}.`) : [[key, value] as const];
  });
}

function kindOf(value: TomlValue): Kind | undefined {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'yes or no';
  if (!Array.isArray(value)) return 'table';
  return value.every((item) => typeof item === 'string') ? 'list of texts' : undefined;
}
