import { join } from 'node:path';
import type { SandboxHost } from '../engine.ts';

/** The one account that the hosts know. */
export const SANDBOX_USER = 'starrocks';

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

export function hostAlias(index: number): string {
  return `fe-${index + 1}`;
}

export function describeHosts(dir: string, network: string, count: number): SandboxHost[] {
  return Array.from({ length: count }, (_, index) => {
    const name = hostAlias(index);
    return { name, address: `${network}.${index + 1}`, root: join(dir, 'hosts', name) };
  });
}

/** Where the shims read what they have to say otherwise than the machine would. */
export function shimStateDir(host: SandboxHost): string {
  return join(host.root, '.sandbox');
}
