import type { SecretRef } from '../cluster.ts';
import type { Resolving } from './resolving.ts';
import { parseSecretRef, SECRET_FORMS } from './secret-ref.ts';
import type { Path } from './source.ts';

/** What a reference to a password leads to; one that cannot be followed is reported. */
export function resolvePassword(
  written: string | undefined,
  { source, resolvePath, report }: Resolving<unknown>,
  path: Path = ['sql', 'password'],
): SecretRef | undefined {
  if (written === undefined) return undefined;
  const secret = parseSecretRef(written, resolvePath);
  if (secret !== 'malformed') return secret;
  report(source.valueAt(path), `${path.join('.')} is a reference that cannot be followed, expected ${SECRET_FORMS}`);
  return undefined;
}
