import { createHash, createHmac } from 'node:crypto';

/** A line of an OpenSSH known_hosts file that holds a host key. */
export interface KnownHost {
  /** Where it stands, when that was said. */
  readonly file?: string;
  readonly line: number;
  /** Names as written: patterns separated by commas, or one hashed name. */
  readonly names: string;
  readonly revoked: boolean;
  readonly type: string;
  readonly key: Buffer;
}

export type HostKeyVerdict =
  | { readonly verdict: 'known' | 'changed' | 'revoked'; readonly line: number; readonly file?: string }
  | { readonly verdict: 'unknown' };

/** Comments, lines that cannot be read and certificate authorities are left out: we check plain keys only. */
export function parseKnownHosts(text: string, file?: string): KnownHost[] {
  const hosts: KnownHost[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const words = raw.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined;
    const [names, type, encoded] = words;
    if (!names || names.startsWith('#') || !type || !encoded) continue;
    if (marker !== undefined && marker !== '@revoked') continue;
    const key = Buffer.from(encoded, 'base64');
    if (readKeyType(key) !== type) continue;
    hosts.push({
      ...(file !== undefined && { file }),
      line: index + 1,
      names,
      revoked: marker === '@revoked',
      type,
      key,
    });
  }
  return hosts;
}

/** The lines that speak of this host, under the name OpenSSH uses: with the port in brackets unless it is 22. */
export function findHost(known: readonly KnownHost[], host: string, port: number): KnownHost[] {
  const name = port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
  return known.filter((entry) => matchesNames(entry.names, name));
}

export function checkHostKey(known: readonly KnownHost[], host: string, port: number, key: Buffer): HostKeyVerdict {
  const entries = findHost(known, host, port);
  const revoked = known.find((entry) => entry.revoked && entry.key.equals(key) && isAbout(entry, host, port));
  if (revoked) return judge('revoked', revoked);
  const valid = entries.filter((entry) => !entry.revoked);
  const same = valid.find((entry) => entry.key.equals(key));
  if (same) return judge('known', same);
  // OpenSSH too accepts a key that is listed for the bare name when the name with the port is not listed (sshconnect.c).
  if (valid.length === 0 && port !== 22) {
    const bare = findHost(known, host, 22).find((entry) => !entry.revoked && entry.key.equals(key));
    if (bare) return judge('known', bare);
  }
  // Stricter than OpenSSH, which calls a key of another type new: the types listed were offered first, so a host that
  // has one of them would have shown it.
  const other = valid.find((entry) => entry.type === readKeyType(key)) ?? valid[0];
  return other ? judge('changed', other) : { verdict: 'unknown' };
}

function judge(verdict: 'known' | 'changed' | 'revoked', { file, line }: KnownHost): HostKeyVerdict {
  return { verdict, line, ...(file !== undefined && { file }) };
}

function isAbout(entry: KnownHost, host: string, port: number): boolean {
  return findHost([entry], host, port).length > 0 || findHost([entry], host, 22).length > 0;
}

/** `SHA256:…` as ssh and ssh-keygen print it. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The first string of an SSH key blob names its type. */
export function readKeyType(key: Buffer): string {
  if (key.length < 4) return '';
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1');
}

function matchesNames(names: string, name: string): boolean {
  if (names.startsWith('|1|')) return matchesHashed(names, name);
  let matched = false;
  for (const pattern of names.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!matchesPattern(negated ? pattern.slice(1) : pattern, name)) continue;
    // A negated name that fits wins over everything else on the line.
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function matchesHashed(hashed: string, name: string): boolean {
  const [, , salt, expected] = hashed.split('|');
  if (!salt || !expected) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === expected;
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern.replace(/[.*+?^${}()|[\]\\]/g, (char) =>
    char === '*' ? '.*' : char === '?' ? '.' : `\\${char}`,
  );
  return new RegExp(`^${source}$`, 's').test(name);
}
