import type { SandboxHost } from '../../engine.ts';
import { pathsOf } from '../paths.ts';

export interface MetaTomlOptions {
  readonly id: number;
  /** Raft addresses; empty: it founds the cluster. */
  readonly join: readonly string[];
}

/** As the package has it (its comments shortened), filled in as `configure` of an operator leaves it. */
export function writeMetaToml(host: SandboxHost, { id, join }: MetaTomlOptions): string {
  const { logDir, raftDir } = pathsOf(host);
  const { address } = host;
  const way =
    join.length === 0
      ? 'single                  = true\n# join                  = []\n'
      : `# single                = true\njoin                    = [${join.map((peer) => `"${peer}"`).join(', ')}]\n`;
  return `# Usage:
# databend-meta -c databend-meta.toml

admin_api_address       = "${address}:28002"
grpc_api_address        = "${address}:9191"
# databend-query fetch this address to update its databend-meta endpoints list,
# in case databend-meta cluster changes.
grpc_api_advertise_host = "${address}"

[log]
[log.file]
level   = "WARN"
format  = "text"
dir     = "${logDir}"

[raft_config]
id            = ${id}
raft_dir      = "${raftDir}"
raft_api_port = 28004

# Assign raft_{listen|advertise}_host in test config.
raft_listen_host = "${address}"
raft_advertise_host = "${address}"

# Startup up as a new databend-meta cluster.
${way}`;
}
