import type { SshTarget } from '../../model/cluster.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';

/**
 * Bash: `describe_supervisor PID` prints the name of what starts the process again when it ends, or nothing. A process that
 * was started over SSH lies in a unit too, a session's or that of sshd: only a unit whose own main process it is, or came
 * from, and that restarts, counts. A unit that cannot be asked counts as one.
 */
export const DESCRIBE_SUPERVISOR = `
describe_supervisor() {
  local pid=$1 unit='' shown main restart line=" $1 " names='' one=$1
  while [ "\${one:-0}" -gt 1 ]; do
    one=$(ps -p "$one" -o ppid= 2>/dev/null | tr -cd 0-9)
    [ "\${one:-0}" -gt 1 ] || break
    line="$line$one "
    case $(ps -p "$one" -o comm= 2>/dev/null) in
      supervisord|runsv|s6-supervise|monit|circusd|daemontools|supervise) names=$(ps -p "$one" -o comm=) ;;
    esac
  done
  if command -v systemctl >/dev/null 2>&1; then
    unit=$(systemctl status --no-pager "$pid" 2>/dev/null | head -n 1 | LC_ALL=C sed -n 's/^[^A-Za-z0-9]*\\([A-Za-z0-9@:_.\\\\-]*\\.service\\)\\( .*\\)\\{0,1\\}$/\\1/p')
  fi
  if [ -n "$unit" ]; then
    shown=$(systemctl show -p MainPID -p Restart "$unit" 2>/dev/null)
    main=$(printf '%s\\n' "$shown" | sed -n 's/^MainPID=//p')
    restart=$(printf '%s\\n' "$shown" | sed -n 's/^Restart=//p')
    case $restart in no) unit='' ;; esac
    if [ -n "$main" ]; then case $line in *" $main "*) ;; *) unit='' ;; esac; fi
  fi
  [ -z "$unit" ] && unit=$names
  [ -z "$unit" ] || printf '%s\\n' "$unit"
}
`;

/** What starts this process again when it ends; undefined when nothing is known to. */
export async function findSupervisor(
  pool: SshPool,
  target: SshTarget,
  pid: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { stdout } = await runScript(pool, target, `${DESCRIBE_SUPERVISOR}\ndescribe_supervisor "$1"`, {
    args: [String(pid)],
    limitMs: 15_000,
    what: 'looking for a supervisor',
    signal,
  });
  return stdout.trim() || undefined;
}
