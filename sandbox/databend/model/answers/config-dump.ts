import type { MetaConfig } from '../meta-config.ts';

/** `/v1/config`: Rust's own writing of a value, not JSON. */
export function dumpConfig(config: MetaConfig): string {
  const stderrLevel = '"Warn,databend_=Info,openraft=Info"';
  const tls = 'tls: TlsConfig { cert: "", key: "" }';
  const endpoint = 'OTLPEndpointConfig { endpoint: "http://127.0.0.1:4317", protocol: Grpc, labels: {} }';
  const grpcPort = config.grpcAddress.slice(config.grpcAddress.lastIndexOf(':') + 1);
  const grpcHost = config.grpcAddress.slice(0, config.grpcAddress.lastIndexOf(':'));
  const log = [
    `file: FileConfig { on: true, level: ${quote(config.logLevel)}, dir: ${quote(config.logDir)}, format: Text, limit: 48, max_size: 4294967296 }`,
    `stderr: StderrConfig { on: false, level: ${stderrLevel}, format: Text }`,
    `otlp: OTLPConfig { on: false, level: ${stderrLevel}, endpoint: ${endpoint} }`,
    'query: QueryLogConfig { on: false, dir: "", otlp: None }',
    'profile: ProfileLogConfig { on: false, dir: "", otlp: None }',
    'structlog: StructLogConfig { on: false, dir: "" }',
    `tracing: TracingConfig { on: false, capture_log_level: ${stderrLevel}, otlp: ${endpoint} }`,
    'history: HistoryConfig { on: false, log_only: false, interval: 2, stage_name: "log_1f93b76af0bd4b1d8e018667865fbc65", level: "INFO", retention_interval: 24, tables: [], storage_params: None }',
  ];
  const raft = [
    'config_id: ""',
    `raft_listen_host: ${quote(config.raftListenHost)}`,
    `raft_advertise_host: ${quote(config.raftAdvertiseHost)}`,
    `raft_api_port: ${config.raftPort}`,
    `raft_dir: ${quote(config.raftDir)}`,
    'log_cache_max_items: 1000000',
    'log_cache_capacity: 1073741824',
    'log_wal_chunk_max_records: 100000',
    'log_wal_chunk_max_size: 268435456',
    'snapshot_logs_since_last: 1024',
    `heartbeat_interval: ${config.heartbeat}`,
    'install_snapshot_timeout: 4000',
    'max_applied_log_to_keep: 1000',
    'snapshot_chunk_size: 4194304',
    'snapshot_db_debug_check: true',
    'snapshot_db_block_keys: 8000',
    'snapshot_db_block_cache_item: 1024',
    'snapshot_db_block_cache_size: 1073741824',
    'compact_immutables_ms: None',
    `single: ${config.single}`,
    `join: ${formatList(config.join)}`,
    `learner: ${config.learner}`,
    'leave_via: []',
    'leave_id: None',
    `id: ${config.id}`,
    `cluster_name: ${quote(config.clusterName)}`,
    `wait_leader_timeout: ${config.waitLeaderTimeout}`,
    'raft_grpc_max_message_size: None',
  ];
  const advertise = config.grpcAdvertiseHost === undefined ? 'None' : `Some(${quote(config.grpcAdvertiseHost)})`;
  const grpc = `GrpcConfig { listen_host: ${quote(grpcHost)}, listen_port: Some(${grpcPort}), advertise_host: ${advertise}, ${tls}, max_message_size: None }`;
  return (
    `MetaConfig { cmd: "", config_file: ${quote(config.configFile)}, log: Config { ${log.join(', ')} }, ` +
    `admin: AdminConfig { api_address: ${quote(config.adminAddress)}, ${tls} }, ` +
    `service: MetaServiceConfig { grpc: ${grpc}, raft_config: RaftConfig { ${raft.join(', ')} } } }`
  );
}

/** A list of texts as Rust writes it, also in the line about joining and in errors. */
export function formatList(items: readonly string[]): string {
  return `[${items.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
