import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { activitySignal } from '../../context.ts';
import { IDENTIFY } from '../../process/identify.ts';
import { type ServiceProcess, parseServiceProcess } from '../../services/service.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';

/** What its arguments contain; `ps` may show more before it. */
export const MARKER = 'starrocks_be';

/**
 * `describe_backend HOME KIND` prints `<pid> <started>` when the pid file names a living backend (or compute node) of this
 * home, else nothing. The process writes the file when it starts and leaves it behind however it ends (as read), so its pid may
 * belong to anything by now. A backend and a compute node can share a home: each has a file of its own. PID_DIR may be moved by
 * the conf file.
 */
export const DESCRIBE_BACKEND = `${IDENTIFY}
describe_backend() {
  local home=$1 kind=$2 dir pid args own started
  dir=$(sed -n 's/^[[:space:]]*PID_DIR[[:space:]]*=[[:space:]]*//p' "$home/conf/$kind.conf" 2>/dev/null | tail -n 1 | tr -d '"')
  case $dir in /*) ;; *) dir=$home/bin ;; esac
  pid=$(head -n 1 "$dir/$kind.pid" 2>/dev/null | tr -cd 0-9)
  [ -n "$pid" ] || return 0
  args=$(ps -ww -p "$pid" -o args= 2>/dev/null) || return 0
  case $args in *${MARKER}*) ;; *) return 0 ;; esac
  own=$(tr '\\0' '\\n' < "/proc/$pid/environ" 2>/dev/null | sed -n 's/^STARROCKS_HOME=//p' | head -n 1)
  if [ -n "$own" ] && [ "$(realpath -m "$own")" != "$(realpath -m "$home")" ]; then return 0; fi
  started=$(identify "$pid") || return 0
  printf '%s %s\\n' "$pid" "$started"
}
`;

export async function findProcess(
  tools: Tools,
  node: BackendSpec,
  signal: AbortSignal = activitySignal(),
): Promise<ServiceProcess | undefined> {
  const { stdout } = await runScript(tools.ssh, node.ssh, `${DESCRIBE_BACKEND}\ndescribe_backend "$1" "$2"`, {
    args: [node.home, node.role],
    limitMs: 15_000,
    what: 'looking for the process',
    signal,
  });
  return parseServiceProcess(stdout);
}
