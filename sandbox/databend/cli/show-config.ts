import type { EffectiveConfig } from './effective-config.ts';

/** `--cmd show-config`: every key in the order that was recorded on 1.2.888. */
export function formatConfig({ meta, shown }: EffectiveConfig): string {
  return `config:\n${JSON.stringify(describe(meta, shown), null, 2)}\n`;
}

function describe(meta: EffectiveConfig['meta'], shown: EffectiveConfig['shown']): object {
  const [grpcHost, grpcPort] = split(meta.grpcAddress);
  const level = 'Warn,databend_=Info,openraft=Info';
  const endpoint = { endpoint: 'http://127.0.0.1:4317', protocol: 'grpc', labels: {} };
  return {
    cmd: 'show-config',
    config_file: meta.configFile,
    log: {
      file: { on: true, level: meta.logLevel, dir: meta.logDir, format: 'text', limit: 48, max_size: 4_294_967_296 },
      stderr: { on: false, level, format: 'text' },
      otlp: { on: false, level, endpoint },
      query: { on: false, dir: '', otlp: null },
      profile: { on: false, dir: '', otlp: null },
      structlog: { on: false, dir: '' },
      tracing: { on: false, capture_log_level: level, otlp: endpoint },
      history: {
        ...{ on: false, log_only: false, interval: 2, stage_name: 'log_1f93b76af0bd4b1d8e018667865fbc65' },
        ...{ level: 'INFO', retention_interval: 24, tables: [], storage_params: null },
      },
    },
    admin: { api_address: meta.adminAddress, tls: { cert: '', key: '' } },
    service: {
      grpc: {
        listen_host: grpcHost,
        listen_port: grpcPort,
        advertise_host: meta.grpcAdvertiseHost ?? null,
        tls: { cert: '', key: '' },
        max_message_size: null,
      },
      raft_config: {
        config_id: '',
        raft_listen_host: meta.raftListenHost,
        raft_advertise_host: meta.raftAdvertiseHost,
        raft_api_port: meta.raftPort,
        raft_dir: meta.raftDir,
        ...{ log_cache_max_items: 1_000_000, log_cache_capacity: 1_073_741_824 },
        ...{ log_wal_chunk_max_records: 100_000, log_wal_chunk_max_size: 268_435_456 },
        snapshot_logs_since_last: 1024,
        heartbeat_interval: meta.heartbeat,
        ...{ install_snapshot_timeout: 4000, max_applied_log_to_keep: 1000, snapshot_chunk_size: 4_194_304 },
        ...{ snapshot_db_debug_check: true, snapshot_db_block_keys: 8000, snapshot_db_block_cache_item: 1024 },
        ...{ snapshot_db_block_cache_size: 1_073_741_824, compact_immutables_ms: null },
        ...shown,
        single: meta.single,
        join: meta.join,
        learner: meta.learner,
        leave_via: [],
        leave_id: null,
        id: meta.id,
        cluster_name: meta.clusterName,
        wait_leader_timeout: meta.waitLeaderTimeout,
        raft_grpc_max_message_size: null,
      },
    },
  };
}

function split(address: string): [string, number] {
  const colon = address.lastIndexOf(':');
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}
