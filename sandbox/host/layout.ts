import { join } from 'node:path';
import type { HostRole, SandboxHost, SandboxOptions } from '../engine.ts';

/** The one account that the hosts of StarRocks know. */
export const SANDBOX_USER = 'starrocks';

/** The one account that a host knows. */
export function userOf({ role }: SandboxHost): string {
  return role === 'meta' || role === 'query' ? 'databend' : SANDBOX_USER;
}

/** Where things are in the directory of a sandbox. The cluster file names the keys relative to itself. */
export function sandboxPaths(dir: string) {
  return {
    marker: join(dir, '.muster-sandbox'),
    info: join(dir, 'sandbox.json'),
    daemonLog: join(dir, 'daemon.log'),
    clusterFile: join(dir, 'muster.yaml'),
    clientKey: join(dir, 'keys', 'id_ed25519'),
    knownHosts: join(dir, 'keys', 'known_hosts'),
    /** Every command that a host was asked to run, one JSON line each. */
    commandLog: join(dir, 'logs', 'commands.jsonl'),
    shims: join(dir, 'shims'),
  } as const;
}

/** The first address of each role's hosts, minus one. */
const ADDRESSES: Readonly<Record<HostRole, number>> = { fe: 0, be: 100, cn: 200, meta: 0, query: 100 };

export type HostCounts = Pick<
  SandboxOptions,
  'hosts' | 'backendHosts' | 'computeNodeHosts' | 'metaHosts' | 'queryHosts'
>;

/** Frontends' or Meta nodes' hosts first. */
export function describeHosts(dir: string, network: string, counts: HostCounts): SandboxHost[] {
  const { hosts, backendHosts = 0, computeNodeHosts = 0, metaHosts = 0, queryHosts = 0 } = counts;
  const describe = (role: HostRole, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${role}-${index + 1}`;
      const address = `${network}.${ADDRESSES[role] + index + 1}`;
      return { name, role, address, root: join(dir, 'hosts', name) };
    });
  return [
    ...describe('fe', hosts),
    ...describe('be', backendHosts),
    ...describe('cn', computeNodeHosts),
    ...describe('meta', metaHosts),
    ...describe('query', queryHosts),
  ];
}

/** Where the shims read what they have to say otherwise than the machine would. */
export function shimStateDir(host: SandboxHost): string {
  return join(host.root, '.sandbox');
}
