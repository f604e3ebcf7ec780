import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { MetaConfig } from '../model/meta-config.ts';
import { type Flags, lastOf } from './clap.ts';
import { asList, asTable, asText, readToml, type Table } from './read-toml.ts';

/** What the file and the flags come to. */
export interface EffectiveConfig {
  readonly meta: Omit<MetaConfig, 'machine'>;
  /** Values that only `show-config` tells, by their path in it. */
  readonly shown: Readonly<Record<string, unknown>>;
}

/** Of the CLI, which wins over the file where it differs from what is built in: these two keys of the file do nothing. */
const HEARTBEAT = 500;
const WAIT_LEADER_TIMEOUT = 180_000;

/** Throws with the line that the product says. */
export function readEffectiveConfig(flags: Flags, env: Readonly<Record<string, string | undefined>>): EffectiveConfig {
  const file = lastOf(flags, 'config-file') ?? env['METASRV_CONFIG_FILE'] ?? '';
  const top = file === '' ? {} : readToml(file);
  const raft = asTable(top['raft_config']);
  const logFile = asTable(asTable(top['log'])['file']);
  const flag = (name: string) => lastOf(flags, name);
  const list = (name: string) => flags.values.get(name) ?? [];
  const text = (name: string, table: Table, key: string, otherwise: string) =>
    flag(name) ?? asText(table[key]) ?? otherwise;
  const number = (name: string, table: Table, key: string, otherwise: number) =>
    Number(text(name, table, key, String(otherwise)));
  const isOn = (name: string, key: string) => flag(name) === 'true' || raft[key] === true;
  const join = list('join').length > 0 ? list('join') : asList(raft['join']);
  const advertise = flag('grpc-api-advertise-host') ?? asText(top['grpc_api_advertise_host']);
  const meta = {
    id: number('id', raft, 'id', 0),
    clusterName: text('cluster-name', raft, 'cluster_name', 'foo_cluster'),
    raftListenHost: text('raft-listen-host', raft, 'raft_listen_host', '127.0.0.1'),
    raftAdvertiseHost: text('raft-advertise-host', raft, 'raft_advertise_host', env['SANDBOX_HOST'] ?? hostname()),
    raftPort: number('raft-api-port', raft, 'raft_api_port', 28_004),
    grpcAddress: text('grpc-api-address', top, 'grpc_api_address', '127.0.0.1:9191'),
    ...(advertise !== undefined && { grpcAdvertiseHost: advertise }),
    adminAddress: text('admin-api-address', top, 'admin_api_address', '127.0.0.1:28002'),
    single: isOn('single', 'single'),
    join,
    learner: isOn('learner', 'learner'),
    heartbeat: Number(flag('heartbeat-interval') ?? HEARTBEAT),
    waitLeaderTimeout: Number(flag('wait-leader-timeout') ?? WAIT_LEADER_TIMEOUT),
    raftDir: inWorkingDirectory(text('raft-dir', raft, 'raft_dir', './.databend/meta')),
    configFile: file,
    logDir: inWorkingDirectory(
      flag('log-dir') ?? asText(logFile['dir']) ?? asText(top['log_dir']) ?? './.databend/logs',
    ),
    logLevel: (flag('log-level') ?? asText(logFile['level']) ?? asText(top['log_level']) ?? 'INFO').toUpperCase(),
  };
  const kept = ['log_cache_max_items', 'log_cache_capacity', 'log_wal_chunk_max_records', 'log_wal_chunk_max_size'];
  const others = [
    'snapshot_logs_since_last',
    'install_snapshot_timeout',
    'max_applied_log_to_keep',
    'snapshot_chunk_size',
  ];
  const shown = Object.fromEntries([...kept, ...others].flatMap((key) => (key in raft ? [[key, raft[key]]] : [])));
  return { meta, shown };
}

/** As the product: what is relative goes by the directory that the process runs in. */
function inWorkingDirectory(path: string): string {
  return isAbsolute(path) ? path : join(process.cwd(), path);
}
