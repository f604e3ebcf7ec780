import { createHash, timingSafeEqual } from 'node:crypto';
import { type Answer, failure, OK } from './model/answer.ts';
import type { User } from './model/metadata.ts';

/** mysql_native_password: SHA1(password) XOR SHA1(scramble, SHA1(SHA1(password))). */
export function checkToken(user: User | undefined, name: string, scramble: Buffer, token: Buffer): Answer {
  const expected = user?.password === '' ? Buffer.alloc(0) : makeToken(user?.password ?? '', scramble);
  const fits = user !== undefined && token.length === expected.length && timingSafeEqual(token, expected);
  if (fits) return OK;
  // Recorded: the same for a wrong password and an unknown user.
  const used = token.length > 0 ? 'YES' : 'NO';
  return failure(`Access denied for user '${name}' (using password: ${used})`, 1045, '28000');
}

function makeToken(password: string, scramble: Buffer): Buffer {
  const first = sha1(Buffer.from(password));
  const mask = sha1(Buffer.concat([scramble, sha1(first)]));
  return first.map((byte, index) => byte ^ (mask[index] ?? 0)) as Buffer;
}

function sha1(data: Buffer): Buffer {
  return createHash('sha1').update(data).digest();
}
