/** Recorded on 1.2.888. */
export const METACTL_HELP = `databend-meta command line tools

Usage: databend-metactl [OPTIONS] [COMMAND]

Commands:
  status                 Show cluster status: node info, replication, voters, etc.
  export                 Export metadata from a running node or a local raft-dir.
  import                 Import metadata into a new raft-dir from stdin or a file.
  keys-layout            Dump state machine keys grouped by prefix.
  transfer-leader        Trigger a leader transfer to another node.
  trigger-snapshot       Trigger a snapshot creation on the target node.
  set-feature            Enable or disable a feature flag.
  list-features          List all feature flags and their status.
  bench-client-num-conn  Benchmark client connection handling (for debugging).
  watch                  Watch key changes under a prefix in real-time.
  upsert                 Update or insert a key-value pair.
  get                    Get the value of a key.
  lua                    Execute a Lua script with metasrv client bindings.
  member-list            List all members in the cluster.
  metrics                Fetch Prometheus metrics from the admin API.
  dump-raft-log-wal      Dump the Raft log WAL (Write-Ahead Log) contents.
  help                   Print this message or the help of the given subcommand(s)

Options:
      --log-level <LOG_LEVEL>
          [default: Warn,databend_=Info,openraft=Info]
      --grpc-api-address <GRPC_API_ADDRESS>
          DEPRECATE: use subcommand instead [env: METASRV_GRPC_API_ADDRESS=] [default: 127.0.0.1:9191]
      --import
          DEPRECATE: use subcommand instead
      --export
          DEPRECATE: use subcommand instead
      --raft-dir <RAFT_DIR>
          DEPRECATE: use subcommand instead
      --export-chunk-size <EXPORT_CHUNK_SIZE>
          DEPRECATE: use subcommand instead
      --db <DB>
          DEPRECATE: use subcommand instead [default: ]
      --initial-cluster <INITIAL_CLUSTER>
          DEPRECATE: use subcommand instead
      --id <ID>
          DEPRECATE: use subcommand instead [default: 0]
  -h, --help
          Print help (see more with '--help')
  -V, --version
          Print version
`;
