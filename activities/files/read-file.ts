import { createHash } from 'node:crypto';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';

export interface ReadFileOptions {
  /** A larger file is refused. @default 1000000 */
  readonly maxBytes?: number;
  /** @default 30000 ms */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RemoteFile {
  readonly exists: boolean;
  readonly content?: Buffer;
  /** Permission bits, e.g. 0o640. */
  readonly mode?: number;
  /** sha256 in hex. */
  readonly digest?: string;
}

/** base64, so that any byte survives the way as text. */
const READ = `
set -u
[ -e "$1" ] || [ -L "$1" ] || { echo absent; exit 0; }
[ -f "$1" ] || { echo "$1 is not a regular file" >&2; exit 21; }
[ -r "$1" ] || { echo "$1 cannot be read by $(id -un)" >&2; exit 21; }
size=$(stat -Lc %s -- "$1") || exit 1
[ "$size" -le "$2" ] || { echo "$1 has $size bytes, more than the limit of $2" >&2; exit 21; }
stat -Lc %a -- "$1" || exit 1
base64 < "$1"
`;

/** A small file of the host, whole. */
export async function readFile(
  pool: SshPool,
  target: SshTarget,
  path: string,
  options: ReadFileOptions = {},
): Promise<RemoteFile> {
  const { maxBytes = 1_000_000, limitMs = 30_000, signal } = options;
  const { stdout, stderr, code, truncated } = await runScript(pool, target, READ, {
    args: [path, String(maxBytes)],
    limitMs,
    signal,
    what: `reading ${path}`,
    allowedCodes: [0, 21],
    // Room for base64, its line ends and a file that grew meanwhile.
    maxOutput: 4 * maxBytes + 4096,
  });
  if (code === 21) {
    throw new MusterError('COMMAND_FAILED', `Reading on ${describeLogin(target)}: ${stderr.trim()}`, {
      hint: `ls -l ${path}   # on ${target.host}`,
    });
  }
  const [first = '', ...lines] = stdout.split('\n');
  if (first === 'absent') return { exists: false };
  const content = Buffer.from(lines.join(''), 'base64');
  if (truncated || content.length > maxBytes) {
    throw new MusterError(
      'COMMAND_FAILED',
      `${path} on ${target.host} grew beyond ${maxBytes} bytes while it was read`,
      { kind: 'transient' },
    );
  }
  return {
    exists: true,
    content,
    mode: Number.parseInt(first, 8),
    digest: createHash('sha256').update(content).digest('hex'),
  };
}
