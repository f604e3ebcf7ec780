import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Eight letters to be read aloud; begins with a digit, so that it is never the name of a cluster. */
export function createRequestId(): string {
  return [...randomBytes(8)].map((byte, index) => LETTERS[index === 0 ? byte % 10 : byte % LETTERS.length]).join('');
}
