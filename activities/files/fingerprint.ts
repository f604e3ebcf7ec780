import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** About 50 ms and 16 MB a guess: a plain digest of a file with a short password in it would let anyone who reads the history guess. */
const COST = { N: 2 ** 14, r: 8, p: 1 } as const;
const LENGTH = 32;

/** `scrypt$<salt>$<hash>`: tells whether content is still the same without telling what it is. Different each time. */
export async function fingerprint(content: string | Buffer): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(content, salt);
  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

export async function matchesFingerprint(content: string | Buffer, expected: string): Promise<boolean> {
  const [scheme, salt, hash] = expected.split('$');
  if (scheme !== 'scrypt' || !salt || !hash) return false;
  const wanted = Buffer.from(hash, 'base64url');
  return wanted.length === LENGTH && timingSafeEqual(await derive(content, Buffer.from(salt, 'base64url')), wanted);
}

function derive(content: string | Buffer, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(content, salt, LENGTH, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
