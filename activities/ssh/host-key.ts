import { readFile } from 'node:fs/promises';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { checkHostKey, findHost, fingerprintOf, type KnownHost, parseKnownHosts, readKeyType } from './known-hosts.ts';

/** `ssh-rsa` with SHA-1 is left out, as in OpenSSH since 8.8. */
const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

export type HostKeyAlgorithm = (typeof ALGORITHMS)[number];

/** A missing file is an empty one: every host is unknown then, and the error says what to do. */
export async function readKnownHosts(path: string): Promise<KnownHost[]> {
  try {
    return parseKnownHosts(await readFile(path, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new MusterError('SSH_HOST_KEY', `Cannot read the known_hosts file ${path}`, { hint: `ls -l ${path}`, cause });
  }
}

/** Those first for which a key is known: a host has several, and the first that both sides have is shown. */
export function orderAlgorithms(known: readonly KnownHost[], { host, port }: SshTarget): HostKeyAlgorithm[] {
  const named = findHost(known, host, port);
  const entries = named.length > 0 ? named : findHost(known, host, 22);
  const types = new Set(entries.filter((entry) => !entry.revoked).map((entry) => entry.type));
  const isKnown = (algorithm: string) => types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

/** Why the key that the host showed must not be trusted; undefined when it may. */
export function refuseHostKey(known: readonly KnownHost[], target: SshTarget, key: Buffer): MusterError | undefined {
  const { host, port, knownHosts } = target;
  const result = checkHostKey(known, host, port, key);
  const shown = `${readKeyType(key)} ${fingerprintOf(key)}`;
  const scan = `ssh-keyscan -p ${port} ${host}`;
  const name = port === 22 ? host : `[${host}]:${port}`;
  switch (result.verdict) {
    case 'known':
      return undefined;
    case 'unknown':
      return new MusterError('SSH_HOST_KEY', `The host key of ${name} is not in ${knownHosts}; it showed ${shown}`, {
        hint: `${scan} >> ${knownHosts}   # first compare the fingerprint with the host's own: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
      });
    case 'changed':
      return new MusterError(
        'SSH_HOST_KEY',
        `The host key of ${name} is not the one of ${knownHosts}:${result.line}; it showed ${shown}. Someone may be listening in, or the host was set up anew`,
        {
          hint: `ssh-keygen -f ${knownHosts} -R '${name}'   # only after the host's own console confirmed the new key`,
        },
      );
    case 'revoked':
      return new MusterError(
        'SSH_HOST_KEY',
        `The host key of ${name} is revoked in ${knownHosts}:${result.line}; it showed ${shown}`,
        {
          hint: `${scan}   # the host needs a new key`,
        },
      );
  }
}
