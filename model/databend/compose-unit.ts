import type { MetaSpec } from './cluster-spec.ts';

/**
 * As the unit of the packages (as read), but for three things: no ExecReload, because its HUP ends the process; the user's own
 * group; and a mark, by which the file is known as this operation's.
 */
export function composeUnit({ home, file, user }: Pick<MetaSpec, 'home' | 'file' | 'user'>, owner: string): string {
  return `# Written by muster.
# ${markOf(owner)}
[Unit]
Description=Databend Meta
Documentation=https://docs.databend.com
After=network-online.target
Requires=network-online.target

[Service]
User=${user}
ExecStart=${home}/bin/databend-meta --config-file ${file}
Restart=no
AmbientCapabilities=CAP_NET_BIND_SERVICE
EnvironmentFile=-/etc/default/databend-meta

[Install]
WantedBy=multi-user.target
`;
}

/** In a line of its own. */
export function markOf(owner: string): string {
  return `muster operation ${owner}`;
}
