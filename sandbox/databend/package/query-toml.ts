import type { SandboxHost } from '../../engine.ts';
import { pathsOf } from '../paths.ts';

export interface QueryTomlOptions {
  /** Addresses of the Meta nodes' grpc ports. */
  readonly endpoints: readonly string[];
  /** Seconds; 0: the list of the file is all it ever knows. */
  readonly autoSync: number;
}

/** As the package has it (shortened). */
export function writeQueryToml(host: SandboxHost, { endpoints, autoSync }: QueryTomlOptions): string {
  return `# Usage:
# databend-query -c databend-query.toml

[query]
max_active_sessions = 256
tenant_id = "default"
cluster_id = "default"

# Databend Query HTTP Handler.
http_handler_host = "0.0.0.0"
http_handler_port = 8000

[[query.users]]
name = "root"
auth_type = "no_password"

[log]
[log.file]
level = "WARN"
format = "text"
dir = "${pathsOf(host).logDir}"

[meta]
# It is a list of \`grpc_api_advertise_host:<grpc-api-port>\` of databend-meta config
endpoints = [${endpoints.map((endpoint) => `"${endpoint}"`).join(', ')}]
username = "root"
password = "root"
client_timeout_in_second = 60
auto_sync_interval = ${autoSync}

[storage]
type = "fs"
`;
}
