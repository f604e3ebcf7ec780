import type { SecretRef } from '../cluster.ts';
import { ENV_NAME, LOCAL_PATH } from '../patterns.ts';

/** `env:NAME` or `file:PATH`; `malformed` when it begins like a reference and cannot be one, nothing for plain text. */
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
  return text.startsWith('exec:') ? 'malformed' : undefined;
}
