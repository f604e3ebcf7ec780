import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { IDENTIFY } from './identify.ts';

export interface DetachedCommand {
  /** Names this start. The same again finds what was started, also after it has ended; another one starts another. */
  readonly token: string;
  /** Program and arguments; readable by every user of the host. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** @default none beyond those of the SSH login */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes its output, appended; its directory has to be there. Markers are kept beside it, in `.muster/`. */
  readonly logFile: string;
  /** @default 20000 ms */
  readonly limitMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface DetachedProcess {
  readonly pid: number;
  readonly started: string;
  /** True when an earlier call with the token had started it. */
  readonly alreadyRunning: boolean;
  /** False when it has ended since. */
  readonly running: boolean;
}

/**
 * Runs in the new process itself. Renaming a directory onto one with content fails, so one process alone gets the marker,
 * and it has its pid in it from the first moment; then it becomes the command. Had the starting script claimed the
 * marker, a cut between claim and start would leave a marker with nothing behind it.
 */
const CLAIM_AND_BECOME = `${IDENTIFY}
marker=$1 nonce=$2 cwd=$3; shift 3
cd -- "$cwd" || exit 1
mine=$marker.$nonce
mkdir -- "$mine" && printf '%s %s %s\\n' "$$" "$(identify $$)" "$nonce" > "$mine/claim" || exit 1
if ! mv -T -- "$mine" "$marker" 2>/dev/null; then rm -rf -- "$mine"; exit 0; fi
exec "$@"
`;

const START = `${IDENTIFY}
become=$1 log=$2 token=$3 cwd=$4; shift 4
umask 022
state=$(dirname -- "$log")/.muster
marker=$state/$token
mkdir -p -- "$state" || exit 1
nonce=$$-$RANDOM$RANDOM
if [ ! -e "$marker/claim" ]; then
  (cd -- "$cwd" && command -v -- "$1") > /dev/null || { echo "$1 is not there or cannot be run in $cwd" >&2; exit 21; }
  setsid nohup bash -c "$become" muster-start "$marker" "$nonce" "$cwd" "$@" < /dev/null >> "$log" 2>&1 &
  child=$!
  while [ ! -e "$marker/claim" ] && kill -0 "$child" 2>/dev/null; do sleep 0.05; done
fi
[ -e "$marker/claim" ] || { echo "the process ended before it began, see $log" >&2; exit 1; }
read -r pid started by < "$marker/claim"
running=no; [ "$(identify "$pid")" = "$started" ] && running=yes
who=before; [ "$by" = "$nonce" ] && who=now
printf '%s %s %s %s\\n' "$pid" "$started" "$who" "$running"
`;

/** Starts something that outlives the connection. Called again after a lost reply it finds the first start. */
export async function startDetached(
  pool: SshPool,
  target: SshTarget,
  detached: DetachedCommand,
): Promise<DetachedProcess> {
  const { token, command, cwd, env = {}, logFile, limitMs = 20_000, signal } = detached;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/.test(token)) {
    throw new MusterError('BAD_INPUT', `Not a token for a start: ${JSON.stringify(token)}`);
  }
  const [program] = command;
  if (program === undefined) throw new MusterError('BAD_INPUT', 'Nothing to start: the command is empty');
  const what = `starting ${program}`;
  const { stdout, stderr, code } = await runScript(pool, target, START, {
    args: [CLAIM_AND_BECOME, logFile, token, cwd, ...command],
    env,
    limitMs,
    signal,
    what,
    allowedCodes: [0, 21],
  });
  if (code === 21)
    throw new MusterError('COMMAND_FAILED', `${what} on ${target.host}: ${stderr.trim()}`, {
      hint: `ls -l ${program}   # on ${target.host}`,
    });
  const [, pid, started, who, running] = /^(\d+) (\S+) (now|before) (yes|no)$/m.exec(stdout) ?? [];
  if (pid === undefined || started === undefined) {
    throw new MusterError('COMMAND_FAILED', `${what} on ${target.host} gave no process`, {
      kind: 'unknown',
      hint: `see ${logFile} on ${target.host}`,
    });
  }
  return { pid: Number(pid), started, alreadyRunning: who === 'before', running: running === 'yes' };
}
