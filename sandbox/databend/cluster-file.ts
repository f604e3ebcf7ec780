import type { SandboxHost, SandboxInfo } from '../engine.ts';
import { userOf } from '../host/layout.ts';
import { ARCHIVE } from './package/build-archive.ts';
import { idOf } from './node-id.ts';
import { pathsOf, PRODUCT_VERSION } from './paths.ts';

/** The cluster file of the sandbox; paths to keys in it are relative to it. */
export function writeClusterText(info: SandboxInfo, hosts: readonly SandboxHost[]): string {
  const { name, speed, sshPort } = info;
  // The file accepts no less; a sandbox that runs faster still waits a little longer than it must.
  const pace = Math.min(10, Math.max(0.01, 1 / speed));
  const user = hosts[0] === undefined ? 'databend' : userOf(hosts[0]);
  return `name: ${name}
engine: databend
version: ${PRODUCT_VERSION}
pace: ${pace}
ssh: { user: ${user}, port: ${sshPort}, key: keys/id_ed25519, knownHosts: keys/known_hosts }
package: ${ARCHIVE}
nodes:
${hosts.map(describeNode).join('\n')}
`;
}

function describeNode(host: SandboxHost): string {
  const { home, file, raftDir, exports, unitDir } = pathsOf(host);
  const own = host.role === 'meta' ? [`id: ${idOf(host)}`] : [];
  const dirs = host.role === 'meta' ? [`raftDir: ${raftDir}`, `exports: ${exports}`] : [];
  const keys = [
    ...[`role: ${host.role}`, ...own, `host: ${host.address}`, `home: ${home}`, `file: ${file}`],
    ...[`unitDir: ${unitDir}`, ...dirs, `user: ${userOf(host)}`],
  ];
  return `  ${host.name}:\n${keys.map((key) => `    ${key}`).join('\n')}`;
}
