import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { IDENTIFY } from './identify.ts';

export interface StopProcessOptions {
  readonly pid: number;
  /** Texts that its arguments must contain, all of them: a pid alone may be anyone's by now. */
  readonly markers: readonly string[];
  /** As `describePid` gave it. @default not compared */
  readonly started?: string;
  /** The signal that asks it to end. @default 'TERM' */
  readonly how?: 'TERM' | 'USR1';
  /** How long it may take to end, in ms. @default 60000 ms */
  readonly limitMs?: number;
  /** Ends it with KILL when it is still there at the limit. @default false */
  readonly kill?: boolean;
  /** Where it is written that it was told to end, for as long as it has not: see `awaitEnding`. @default nowhere */
  readonly note?: string;
  readonly signal?: AbortSignal | undefined;
}

export type StopOutcome = 'already gone' | 'stopped' | 'killed';

const STOP = `${IDENTIFY}
pid=$1 expected=$2 tenths=$3 kill=$4 how=$5 note=$6; shift 6
now=$(identify "$pid") || { echo 'already gone'; exit 0; }
if [ -n "$expected" ] && [ "$now" != "$expected" ]; then echo 'already gone'; exit 0; fi
args=$(ps -ww -p "$pid" -o args=)
for marker in "$@"; do
  case $args in *"$marker"*) ;; *)
    [ "$(identify "$pid")" = "$now" ] || { echo 'already gone'; exit 0; }
    echo "process $pid is something else: \${args:0:200}" >&2; exit 21 ;;
  esac
done
await_end() {
  local left=$1
  while [ "$(identify "$pid")" = "$now" ]; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1)); sleep 0.1
  done
}
forget() { [ -z "$note" ] || rm -f -- "$note"; }
# Before the signal: whoever is cut off right behind it has told it too.
[ -z "$note" ] || { printf '%s %s\\n' "$pid" "$now" > "$note"; } 2>/dev/null
kill -s "$how" "$pid" 2>/dev/null || { forget; [ "$(identify "$pid")" = "$now" ] || { echo stopped; exit 0; }; echo "process $pid may not be stopped by $(id -un)" >&2; exit 21; }
if await_end "$tenths"; then forget; echo stopped; exit 0; fi
[ "$kill" = yes ] || exit 22
kill -KILL "$pid" 2>/dev/null
await_end 100 && forget && echo killed || exit 22
`;

/** Ends exactly this process and returns when it is gone. */
export async function stopProcess(pool: SshPool, target: SshTarget, options: StopProcessOptions): Promise<StopOutcome> {
  const { pid, markers, started = '', limitMs = 60_000, kill = false, signal, how = 'TERM', note = '' } = options;
  if (!Number.isInteger(pid) || pid <= 1 || markers.length === 0) {
    throw new MusterError('BAD_INPUT', `Not a process to stop: pid ${pid} with ${markers.length} markers`);
  }
  const { stdout, stderr, code } = await runScript(pool, target, STOP, {
    args: [String(pid), started, String(Math.ceil(limitMs / 100)), kill ? 'yes' : 'no', how, note, ...markers],
    limitMs: limitMs + 20_000,
    signal,
    what: `stopping process ${pid}`,
    allowedCodes: [0, 21, 22],
  });
  if (code === 21) {
    throw new MusterError('COMMAND_FAILED', `Stopping on ${describeLogin(target)}: ${stderr.trim()}`, {
      hint: `ps -ww -p ${pid} -o user,lstart,args   # on ${target.host}`,
    });
  }
  if (code === 22) {
    throw new MusterError(
      'COMMAND_TIMEOUT',
      `Process ${pid} on ${target.host} is still there ${limitMs} ms after ${how}`,
      {
        kind: 'unknown',
        hint: `ps -ww -p ${pid} -o stat,etime,args   # on ${target.host}`,
      },
    );
  }
  return stdout.trim() as StopOutcome;
}
