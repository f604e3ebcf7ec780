import { createHash } from 'node:crypto';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';

export interface SwapFileOptions {
  /** Absolute. */
  readonly path: string;
  /** `digest` of what has to be there for anything to be done; `undefined` for no file. */
  readonly expected: string | undefined;
  /** What is there then; `undefined` takes the file away. No secret: it can be read by every user of the host. */
  readonly content: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type Swapped =
  | { readonly kind: 'swapped' }
  | { readonly kind: 'no directory' }
  /** Something else is there, and stays; no `present` is no file. */
  | { readonly kind: 'differs'; readonly present?: PresentFile };

export interface PresentFile {
  readonly content: string;
  readonly digest: string;
}

const MAX_BYTES = 65_536;
const LIMIT_MS = 30_000;

/** The directory itself is locked, so that nothing is left behind; whoever dies gives the lock back. */
const SWAP = `
set -u
path=$1 expected=$2 content=$3
directory=$(dirname -- "$path")
[ -d "$directory" ] || { echo 'no directory'; exit 0; }
exec 9< "$directory" || exit 1
flock -w 20 9 || { echo "$directory is locked by somebody else" >&2; exit 1; }
sum=absent
if [ -e "$path" ] || [ -L "$path" ]; then
  [ -f "$path" ] && [ -r "$path" ] || { echo "$path is no file that can be read" >&2; exit 1; }
  [ "$(stat -Lc %s -- "$path")" -le ${MAX_BYTES} ] || { echo "$path is larger than ${MAX_BYTES} bytes" >&2; exit 1; }
  sum=$(sha256sum < "$path") || exit 1
  sum=\${sum%% *}
fi
if [ "$expected" != "$sum" ]; then
  [ "$sum" != absent ] || { echo absent; exit 0; }
  echo "differs $sum"
  base64 < "$path"
  exit
fi
if [ "$content" = remove ]; then rm -f -- "$path" || exit 1; echo swapped; exit 0; fi
umask 022
part=$path.part
rm -f -- "$part"
base64 -d > "$part" <<< "$content" && mv -f -- "$part" "$path" || { rm -f -- "$part"; exit 1; }
echo swapped
`;

/** Replaces a small file, makes it or takes it away, only if it is what was expected: of two who try at once one does. */
export async function swapFile(
  pool: SshPool,
  target: SshTarget,
  { path, expected, content, signal }: SwapFileOptions,
): Promise<Swapped> {
  const wanted = content === undefined ? 'remove' : Buffer.from(content).toString('base64');
  return await run(pool, target, [path, expected ?? 'absent', wanted], `writing ${path}`, signal);
}

/** The same look without a change. */
export async function readSwapped(
  pool: SshPool,
  target: SshTarget,
  path: string,
  signal?: AbortSignal,
): Promise<Exclude<Swapped, { kind: 'swapped' }>> {
  const seen = await run(pool, target, [path, 'look', 'remove'], `reading ${path}`, signal);
  if (seen.kind === 'swapped') throw new MusterError('INTERNAL', `${path} was to be read only`);
  return seen;
}

async function run(
  pool: SshPool,
  target: SshTarget,
  args: readonly string[],
  what: string,
  signal: AbortSignal | undefined,
): Promise<Swapped> {
  const { stdout, truncated } = await runScript(pool, target, SWAP, {
    args,
    limitMs: LIMIT_MS,
    signal,
    what,
    maxOutput: 2 * MAX_BYTES,
  });
  const [first = '', ...lines] = stdout.split('\n');
  if (first === 'swapped' || first === 'no directory') return { kind: first };
  if (first === 'absent') return { kind: 'differs' };
  const [word, digest] = first.split(' ');
  const content = Buffer.from(lines.join(''), 'base64');
  if (word !== 'differs' || truncated || createHash('sha256').update(content).digest('hex') !== digest) {
    throw new MusterError('COMMAND_FAILED', `${what} on ${target.host} gave an answer that cannot be read`, {
      kind: 'transient',
    });
  }
  return { kind: 'differs', present: { content: content.toString('utf8'), digest } };
}
