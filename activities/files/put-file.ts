import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { digestFile } from './digest-file.ts';

export type FileSource = { readonly file: string } | { readonly content: Buffer };

export interface PutFileOptions {
  /** Absolute. Its directory has to be there; a symbolic link is followed. */
  readonly path: string;
  /** On the worker's machine, or what the worker made. */
  readonly source: FileSource;
  /** Permission bits, e.g. 0o640. */
  readonly mode: number;
  /** User whose a new file is, with their group; one that is replaced goes on belonging to whom it did. @default whoever writes it, in both cases */
  readonly owner?: string;
  /** sha256 in hex that the source must have. @default that of the source as it is now */
  readonly digest?: string;
  /** sha256 in hex of what has to be there in the moment in which it is replaced, `absent` for no file. @default whatever is there is replaced */
  readonly expected?: string;
  /** For the transfer as a whole. @default 3600000 ms */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Told from time to time how many bytes have left. */
  readonly onProgress?: (bytes: number) => void;
}

export interface PutFileResult {
  /** True when the content was already there. */
  readonly skipped: boolean;
  readonly digest: string;
}

/** A link stays a link: what it leads to is replaced. */
const RESOLVE = `
path=$1 digest=$2 mode=$3 owner=$4 expected=$5
if [ -L "$path" ]; then path=$(readlink -f -- "$path") || { echo "$1 leads nowhere" >&2; exit 21; }; fi
[ ! -d "$path" ] || { echo "$path is a directory" >&2; exit 21; }
`;

const COMPARE = `${RESOLVE}
[ -f "$path" ] && [ -r "$path" ] || { echo differs; exit 0; }
sum=$(sha256sum < "$path") || exit 1
[ "\${sum%% *}" = "$digest" ] || { echo differs; exit 0; }
chmod "$mode" -- "$path" && echo same
`;

/**
 * The part file is made anew each time and checked through its own descriptor: a transfer that was given up, of whatever content, but
 * whose writer still lives, has another inode and can neither spoil this one nor put itself in its place.
 */
const RECEIVE = `${RESOLVE}
give_away() {
  [ -n "$owner" ] || return 0
  if [ -e "$path" ]; then
    whose=$(stat -c %u:%g -- "$path")
    [ "$(stat -Lc %u:%g /dev/fd/3)" = "$whose" ] || chown -- "$whose" /dev/fd/3
  else
    [ "$(id -un)" = "$owner" ] || [ "\${USER-}" = "$owner" ] || chown -- "$owner:" /dev/fd/3
  fi
}
is_expected() {
  [ -n "$expected" ] || return 0
  if [ -e "$path" ]; then now=$(sha256sum < "$path") || return 1; else now=absent; fi
  [ "\${now%% *}" = "$expected" ]
}
part=$path.muster-\${digest:0:8}.part
umask 077
set -C
rm -f -- "$path".muster-*.part && exec 3> "$part" || exit 1
set +C
cat >&3 || exit 1
sum=$(sha256sum < /dev/fd/3) || exit 1
if [ "\${sum%% *}" != "$digest" ]; then
  [ "$part" -ef /dev/fd/3 ] && rm -f -- "$part"
  echo "what arrived for $path has another sha256" >&2; exit 22
fi
give_away || { rm -f -- "$part"; exit 24; }
chmod "$mode" /dev/fd/3 && sync /dev/fd/3 || exit 1
[ "$part" -ef /dev/fd/3 ] || { echo "another transfer of $path has begun" >&2; exit 23; }
is_expected || { rm -f -- "$part"; echo "$path was changed meanwhile" >&2; exit 25; }
mv -f -- "$part" "$path" && sync "$(dirname -- "$path")" && echo placed
`;

/** Puts a file in place at once: whoever reads the path sees the old content or the new one, never half of it. */
export async function putFile(pool: SshPool, target: SshTarget, options: PutFileOptions): Promise<PutFileResult> {
  const { path, source, mode, limitMs = 3_600_000, signal, onProgress } = options;
  const digest = options.digest ?? (await digestSource(source, signal));
  const args = [path, digest, mode.toString(8).padStart(4, '0'), options.owner ?? '', options.expected ?? ''];
  const what = `placing ${path}`;

  const compared = await runScript(pool, target, COMPARE, {
    args,
    limitMs: 600_000,
    signal,
    what,
    allowedCodes: [0, 21],
  });
  if (compared.code === 21) throw refused(target, compared.stderr);
  if (compared.stdout.trim() === 'same') return { skipped: true, digest };

  const sent = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent.update(chunk);
      bytes += chunk.length;
      onProgress?.(bytes);
      done(null, chunk);
    },
  });
  const input = 'file' in source ? createReadStream(source.file, { highWaterMark: 1 << 18 }) : undefined;
  input?.on('error', (error) => counted.destroy(error));
  counted.on('close', () => input?.destroy());
  if (input) input.pipe(counted);
  else if ('content' in source) counted.end(source.content);

  const received = await runScript(pool, target, RECEIVE, {
    args,
    stdin: counted,
    limitMs,
    signal,
    what,
    allowedCodes: [0, 21, 22, 24, 25],
  });
  if (received.code === 0) return { skipped: false, digest };
  if (received.code === 21) throw refused(target, received.stderr);
  if (received.code === 24) throw notTheirs(target, path, received.stderr);
  if (received.code === 25) {
    const message = `${path} on ${target.host} was changed by somebody else in the moment in which it was to be replaced`;
    throw new MusterError('FILE_CHANGED', message, { hint: 'muster ops retry' });
  }
  if (sent.digest('hex') !== digest) {
    const name = 'file' in source ? source.file : `the content for ${path}`;
    throw new MusterError('FILE_CHANGED', `${name} is not what was planned: its sha256 is another one`, {
      hint: 'plan the operation again',
    });
  }
  throw new MusterError('COMMAND_FAILED', `${what} on ${target.host}: what arrived has another sha256`, {
    kind: 'transient',
  });
}

function refused(target: SshTarget, stderr: string): MusterError {
  return new MusterError('COMMAND_FAILED', `Placing a file on ${describeLogin(target)}: ${stderr.trim()}`, {
    hint: 'correct the path in the cluster file',
  });
}

function notTheirs(target: SshTarget, path: string, stderr: string): MusterError {
  return new MusterError(
    'COMMAND_FAILED',
    `${path} cannot be given to its owner by ${describeLogin(target)}: ${stderr.trim().split('\n').at(-1) ?? ''}`,
    { hint: 'become: root   # in the cluster file' },
  );
}

async function digestSource(source: FileSource, signal?: AbortSignal): Promise<string> {
  if ('file' in source) return digestFile(source.file, signal);
  return createHash('sha256').update(source.content).digest('hex');
}
