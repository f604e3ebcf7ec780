import type { SecretRef } from '../cluster.ts';
import { ABSOLUTE_PATH, ARGUMENT, ENV_NAME, LOCAL_PATH } from '../patterns.ts';

/** How a reference is written, for messages. */
export const SECRET_FORMS = 'env:NAME, file:PATH or exec:PROGRAM';

/** Words of a command: the program and its arguments. */
const MAX_WORDS = 32;

/** `env:NAME`, `file:PATH` or `exec:PROGRAM ARGUMENT …`; `malformed` when it begins like a reference and cannot be one, nothing for plain text. */
export function parseSecretRef(
  text: string,
  resolvePath: (path: string) => string,
): SecretRef | 'malformed' | undefined {
  if (text.startsWith('env:')) {
    const name = text.slice('env:'.length);
    return ENV_NAME.test(name) ? { from: 'env', name } : 'malformed';
  }
  if (text.startsWith('file:')) {
    const path = text.slice('file:'.length);
    return LOCAL_PATH.test(path) ? { from: 'file', path: resolvePath(path) } : 'malformed';
  }
  if (text.startsWith('exec:')) {
    const command = text.slice('exec:'.length).trim().split(/ +/);
    const [program = '', ...words] = command;
    const fits = ABSOLUTE_PATH.test(program) && words.every((word) => ARGUMENT.test(word));
    return fits && command.length <= MAX_WORDS ? { from: 'exec', command } : 'malformed';
  }
  return undefined;
}
