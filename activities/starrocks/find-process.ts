import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { activitySignal } from '../context.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

export interface FrontendProcess {
  readonly pid: number;
  readonly args: string;
}

/**
 * Prints `<pid> <args>` when the pid file names a living frontend of this home, else nothing.
 * A stale pid file is left behind by kill -9, and its pid may belong to anything by now (recorded on 3.5.7), so the
 * arguments and, where it can be read, the environment have to agree. PID_DIR may be moved by fe.conf.
 */
export const DESCRIBE_FRONTEND = `
describe_frontend() {
  local home=$1 dir pid args own
  dir=$(sed -n 's/^[[:space:]]*PID_DIR[[:space:]]*=[[:space:]]*//p' "$home/conf/fe.conf" 2>/dev/null | tail -n 1 | tr -d '"')
  case $dir in /*) ;; *) dir=$home/bin ;; esac
  pid=$(head -n 1 "$dir/fe.pid" 2>/dev/null | tr -cd 0-9)
  [ -n "$pid" ] || return 0
  args=$(ps -p "$pid" -o args= 2>/dev/null) || return 0
  case $args in *StarRocksFE*) ;; *) return 0 ;; esac
  own=$(tr '\\0' '\\n' < "/proc/$pid/environ" 2>/dev/null | sed -n 's/^STARROCKS_HOME=//p' | head -n 1)
  if [ -n "$own" ] && [ "$(realpath -m "$own")" != "$(realpath -m "$home")" ]; then return 0; fi
  printf '%s %s\\n' "$pid" "$args"
}
`;

export async function findProcess(
  tools: Tools,
  node: FrontendSpec,
  signal: AbortSignal = activitySignal(),
): Promise<FrontendProcess | undefined> {
  const { stdout } = await runScript(tools.ssh, node.ssh, `${DESCRIBE_FRONTEND}\ndescribe_frontend "$1"`, {
    args: [node.home],
    limitMs: 15_000,
    what: 'looking for the frontend process',
    signal,
  });
  return parseProcess(stdout);
}

export function parseProcess(text: string): FrontendProcess | undefined {
  const [, pid, args] = /^(\d+) (.*)/.exec(text.trim()) ?? [];
  return pid === undefined || args === undefined ? undefined : { pid: Number(pid), args };
}
