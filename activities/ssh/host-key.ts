import { readFile } from 'node:fs/promises';
import { MusterError } from '../../model/error.ts';
import type { SshEndpoint } from './endpoint.ts';
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
export async function readKnownHosts(paths: readonly string[]): Promise<KnownHost[]> {
  return (await Promise.all(paths.map(readKnownHostsFile))).flat();
}

async function readKnownHostsFile(path: string): Promise<KnownHost[]> {
  try {
    return parseKnownHosts(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new MusterError('SSH_HOST_KEY', `Cannot read the known_hosts file ${path}`, { hint: `ls -l ${path}`, cause });
  }
}

/** OpenSSH looks for an alias as it is, without a port (sshconnect.c, get_hostfile_hostname_ipaddr). */
function nameOf({ host, port, hostKeyAlias }: SshEndpoint): [host: string, port: number] {
  return hostKeyAlias === undefined ? [host, port] : [hostKeyAlias, 22];
}

/** Those first for which a key is known: a host has several, and the first that both sides have is shown. */
export function orderAlgorithms(known: readonly KnownHost[], endpoint: SshEndpoint): HostKeyAlgorithm[] {
  const [host, port] = nameOf(endpoint);
  const named = findHost(known, host, port);
  const entries = named.length > 0 ? named : findHost(known, host, 22);
  const types = new Set(entries.filter((entry) => !entry.revoked).map((entry) => entry.type));
  const isKnown = (algorithm: string) => types.has(algorithm.startsWith('rsa-') ? 'ssh-rsa' : algorithm);
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

/** Why the key that the host showed must not be trusted; undefined when it may. */
export function refuseHostKey(
  known: readonly KnownHost[],
  endpoint: SshEndpoint,
  key: Buffer,
): MusterError | undefined {
  const [host, port] = nameOf(endpoint);
  const result = checkHostKey(known, host, port, key);
  const shown = `${readKeyType(key)} ${fingerprintOf(key)}`;
  const scan = `ssh-keyscan -p ${endpoint.port} ${endpoint.host}`;
  const name = port === 22 ? host : `[${host}]:${port}`;
  const which = endpoint.place === undefined ? name : `${name} (${endpoint.place})`;
  const [file = 'known_hosts'] = endpoint.knownHosts;
  const place = 'line' in result ? `${result.file ?? file}:${result.line}` : endpoint.knownHosts.join(', ');
  switch (result.verdict) {
    case 'known':
      return undefined;
    case 'unknown':
      return new MusterError('SSH_HOST_KEY', `The host key of ${which} is not in ${place}; it showed ${shown}`, {
        hint: `${describeEntry(endpoint, scan, file)}   # first compare the fingerprint with the host's own: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
      });
    case 'changed':
      return new MusterError(
        'SSH_HOST_KEY',
        `The host key of ${which} is not the one of ${place}; it showed ${shown}. Someone may be listening in, or the host was set up anew`,
        {
          hint: `ssh-keygen -f ${result.file ?? file} -R '${name}'   # only after the host's own console confirmed the new key`,
        },
      );
    case 'revoked':
      return new MusterError('SSH_HOST_KEY', `The host key of ${which} is revoked in ${place}; it showed ${shown}`, {
        hint: `${scan}   # the host needs a new key`,
      });
  }
}

/** ssh-keyscan writes the address that it asked; a host with an alias is looked up under that. */
function describeEntry({ hostKeyAlias, behind, command }: SshEndpoint, scan: string, file: string): string {
  if (behind === true) return `${command} true`;
  return `${hostKeyAlias === undefined ? scan : `${scan} | sed 's/^[^ ]*/${hostKeyAlias}/'`} >> ${file}`;
}
