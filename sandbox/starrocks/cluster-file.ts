import type { SandboxHost, SandboxInfo } from '../engine.ts';
import { SANDBOX_USER } from '../host/layout.ts';
import { homeOf, isObserver } from './nodes.ts';
import { PRODUCT_VERSION } from './package/build-package.ts';

/** The cluster file of the sandbox; paths in it are relative to it. */
export function writeClusterText(info: SandboxInfo, hosts: readonly SandboxHost[]): string {
  const { name, speed, sshPort, network, sharedData = false } = info;
  // The file accepts no less; a sandbox that runs faster still waits a little longer than it must.
  const pace = Math.min(10, Math.max(0.01, 1 / speed));
  const nodes = hosts.map(
    (host) =>
      `  ${host.name}: { role: ${host.role}, host: ${host.address}, home: ${homeOf(host)}${isObserver(info, host) ? ', observer: true' : ''} }`,
  );
  const others = (['be', 'cn'] as const)
    .filter((role) => hosts.some((host) => host.role === role))
    .map((role) => `  ${role}:\n    config:\n      priority_networks: ${network}.0/24\n`);
  return `name: ${name}
engine: starrocks
version: ${PRODUCT_VERSION}
pace: ${pace}
sql: { user: root, password: "file:secrets/sql-password" }
ssh: { user: ${SANDBOX_USER}, port: ${sshPort}, key: keys/id_ed25519, knownHosts: keys/known_hosts }
package: packages/StarRocks-${PRODUCT_VERSION}.tar.gz
roles:
  fe:
    config:
      priority_networks: ${network}.0/24
      ssl_keystore_password: "file:secrets/keystore-password"
${sharedData ? '      run_mode: shared_data\n' : ''}${others.join('')}nodes:
${nodes.join('\n')}
`;
}
