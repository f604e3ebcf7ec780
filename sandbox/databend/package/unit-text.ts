import type { SandboxHost } from '../../engine.ts';
import { userOf } from '../../host/layout.ts';
import { pathsOf } from '../paths.ts';

/** The unit of the package (as read), with the paths of the host. */
export function writeUnitText(host: SandboxHost): string {
  const { file, program, unit } = pathsOf(host);
  const what = host.role === 'query' ? 'Query' : 'Meta';
  return `[Unit]
Description=Databend ${what}
Documentation=https://docs.databend.com/
After=network-online.target
Wants=network-online.target

[Service]
Type=simple
User=${userOf(host)}
Group=${userOf(host)}
EnvironmentFile=-${host.root}/etc/default/${unit.replace('.service', '')}
ExecStart=${program} --config-file ${file}
ExecReload=/bin/kill -HUP $MAINPID
KillMode=mixed
Restart=no
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;
}
