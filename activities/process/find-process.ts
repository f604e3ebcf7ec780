import type { SshTarget } from '../../model/cluster.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { IDENTIFY } from './identify.ts';

export interface ProcessView {
  readonly pid: number;
  readonly args: string;
  /** Opaque; another one means another process with the same pid. */
  readonly started: string;
}

const LIMIT_MS = 15_000;

/** The pid that the file names, whether such a process lives or not; undefined without a file or without a number in it. */
export async function readPidFile(
  pool: SshPool,
  target: SshTarget,
  path: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const script = '[ -e "$1" ] || exit 0; head -c 32 -- "$1"';
  const { stdout } = await runScript(pool, target, script, {
    args: [path],
    limitMs: LIMIT_MS,
    what: `reading ${path}`,
    signal,
  });
  const [, digits] = /^\s*(\d{1,10})\s*$/.exec(stdout) ?? [];
  const pid = Number(digits ?? 0);
  return pid > 0 ? pid : undefined;
}

const DESCRIBE = `${IDENTIFY}
args=$(ps -ww -p "$1" -o args= 2>/dev/null) || exit 0
started=$(identify "$1") || exit 0
printf '%s %s %s\\n' "$1" "$started" "$args"
`;

/** undefined when no such process lives. */
export async function describePid(
  pool: SshPool,
  target: SshTarget,
  pid: number,
  signal?: AbortSignal,
): Promise<ProcessView | undefined> {
  const { stdout } = await runScript(pool, target, DESCRIBE, {
    args: [String(pid)],
    limitMs: LIMIT_MS,
    what: `looking at process ${pid}`,
    signal,
  });
  return parseProcesses(stdout)[0];
}

/** The markers come over stdin: in our own arguments they would find us. */
const FIND = `${IDENTIFY}
mapfile -d '' -t markers
ps -eww -o pid=,args= | while read -r pid args; do
  for marker in "\${markers[@]}"; do
    case $args in *"$marker"*) ;; *) continue 2 ;; esac
  done
  started=$(identify "$pid") && printf '%s %s %s\\n' "$pid" "$started" "$args"
done
true
`;

/** Every process whose arguments contain all the markers; one of them should be a path that only this node has. */
export async function findByArgs(
  pool: SshPool,
  target: SshTarget,
  markers: readonly string[],
  signal?: AbortSignal,
): Promise<readonly ProcessView[]> {
  // None would fit everything.
  if (markers.length === 0) return [];
  const stdin = Buffer.from(markers.map((marker) => `${marker}\0`).join(''));
  const { stdout } = await runScript(pool, target, FIND, {
    stdin,
    limitMs: LIMIT_MS,
    what: 'looking for a process',
    signal,
  });
  return parseProcesses(stdout);
}

function parseProcesses(text: string): ProcessView[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, started, args] = /^(\d+) (\S+) (.*)$/.exec(line) ?? [];
    return pid && started && args !== undefined ? [{ pid: Number(pid), started, args }] : [];
  });
}
