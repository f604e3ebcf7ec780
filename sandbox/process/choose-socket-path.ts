import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of a Unix socket's address 107 bytes can be used (unix(7)). */
const LONGEST = 107;

/** A socket in the directory of the sandbox, or, where that path is too long, in the one for temporary files. */
export function chooseSocketPath(dir: string, name = 'engine'): string {
  const near = join(dir, `${name}.sock`);
  if (Buffer.byteLength(near) <= LONGEST) return near;
  return join(tmpdir(), `muster-${name}-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}.sock`);
}
