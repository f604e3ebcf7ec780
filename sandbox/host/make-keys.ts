import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import ssh2 from 'ssh2';
import type { SandboxHost } from '../engine.ts';
import { sandboxPaths } from './layout.ts';

export interface KeyPair {
  readonly private: string;
  readonly public: string;
}

export function makeKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    // Upstream defect (ssh2 1.17, seen in 4 of 1000): a key that begins with a zero byte is written one byte short.
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

export interface SandboxKeys {
  readonly client: KeyPair;
  /** By alias of the host. */
  readonly hosts: ReadonlyMap<string, KeyPair>;
}

export function makeSandboxKeys(hosts: readonly SandboxHost[]): SandboxKeys {
  return {
    client: makeKeyPair('muster@sandbox'),
    hosts: new Map(hosts.map((host) => [host.name, makeKeyPair(host.name)])),
  };
}

/** `[address]:port type key`, the form that OpenSSH writes for a port other than 22. */
export function knownHostsLine(host: SandboxHost, sshPort: number, key: KeyPair): string {
  const [type, body] = key.public.split(' ');
  return `[${host.address}]:${sshPort} ${type} ${body}`;
}

/** Leaves what a client needs: its key, and the keys of all hosts, those of hosts that are not members yet included. */
export async function writeClientKeys(
  dir: string,
  keys: SandboxKeys,
  hosts: readonly SandboxHost[],
  sshPort: number,
): Promise<void> {
  const paths = sandboxPaths(dir);
  await mkdir(dirname(paths.clientKey), { recursive: true, mode: 0o700 });
  await writeFile(paths.clientKey, keys.client.private, { mode: 0o600 });
  await writeFile(`${paths.clientKey}.pub`, `${keys.client.public}\n`);
  const lines = hosts.map((host) => knownHostsLine(host, sshPort, keys.hosts.get(host.name) as KeyPair));
  await writeFile(paths.knownHosts, `${lines.join('\n')}\n`);
}
