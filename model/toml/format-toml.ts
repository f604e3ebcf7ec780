import { MusterError } from '../error.ts';
import type { TomlScalar } from './read-toml.ts';

const BARE_KEY = /^[A-Za-z0-9_-]+$/;
/** What a literal string can hold. */
const LITERAL = /^[^'\u0000-\u0008\u000a-\u001f\u007f\ud800-\udfff]*$/;

export function formatKey(names: readonly string[]): string {
  return names.map((name) => (BARE_KEY.test(name) ? name : formatString(name))).join('.');
}

/** `like` is how the value is written that this one takes the place of, or stands beside. */
export function formatScalar(value: TomlScalar, like = ''): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    throw new MusterError('INTERNAL', `Not a number that a file is given: ${value}`);
  }
  return /^'(?!'')/.test(like) && LITERAL.test(value) ? `'${value}'` : formatString(value);
}

/** JSON escapes as TOML does, but for the one control character that it lets through. */
function formatString(text: string): string {
  if (/\p{Cs}/u.test(text)) throw new MusterError('BAD_INPUT', 'A text for a TOML file has half of a character in it');
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
