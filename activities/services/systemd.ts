import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeLogin, sshCommand } from '../../model/ssh-target.ts';
import { UNIT_PROPERTIES, describeUnit, parseUnitState } from '../../model/unit-state.ts';
import { activitySignal } from '../context.ts';
import type { StopOutcome } from '../process/stop-process.ts';
import { redact } from '../tools.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import type { SshPool } from '../ssh/pool.ts';
import { runScript } from '../ssh/run-script.ts';
import { type Service, type ServiceProcess, type ServiceState, parseServiceProcess } from './service.ts';
import { UNIT_SCRIPT } from './unit-script.ts';

export interface UnitOptions {
  /** Looks at it after its start, half a second apart, all of which have to find the same process. @default 4 */
  readonly looks?: number;
  /** systemd asks it with SIGTERM, and kills it after 90 s unless the unit says otherwise. @default 120000 ms */
  readonly stopLimitMs?: number;
}

/** systemctl refused, because of who asks. */
const NOT_ALLOWED = /authentication required|access denied|permission denied|not permitted/i;
const LOOK_MS = 20_000;
const MOST_LINES = 400;

export interface UnitService extends Service {
  /** As `start`, after the process that ran was ended; by one job, which goes on without us. @param process the only one that is ended */
  restart(process?: ServiceProcess): Promise<ServiceState>;
}

/** A unit of systemd on a host. */
export function unitService(pool: SshPool, target: SshTarget, unit: string, options: UnitOptions = {}): UnitService {
  const { looks = 4, stopLimitMs = 120_000 } = options;
  const run = (script: string, args: readonly string[], limitMs: number, what: string) =>
    runScript(pool, target, script, {
      args: [unit, UNIT_PROPERTIES.join(','), ...args],
      limitMs,
      what,
      signal: activitySignal(),
      allowedCodes: [0, ASKED, OTHER, LEFT],
    });
  const begin = async (verb: 'start' | 'restart', what: string, limitMs: number, process?: ServiceProcess) => {
    const old = process === undefined ? '' : `${process.pid} ${process.started}`;
    const { stdout, stderr, code } = await run(START, [String(looks), verb, old], limitMs + looks * 2_000, what);
    if (code !== 0) throw refused(target, what, stderr);
    return readState(target, what, stdout);
  };
  const commands = { start: `systemctl start ${unit}`, stop: `systemctl stop ${unit}` };
  return {
    name: unit,
    commands,
    async inspect() {
      const what = `systemctl show ${unit}`;
      return readState(target, what, (await run(INSPECT, [], LOOK_MS, what)).stdout);
    },
    start: () => begin('start', commands.start, 60_000),
    restart: (process) => begin('restart', `systemctl restart ${unit}`, stopLimitMs, process),
    async stop(process?: ServiceProcess) {
      const { stdout, stderr, code } = await run(
        STOP,
        [process === undefined ? '' : String(process.pid), process?.started ?? ''],
        stopLimitMs,
        commands.stop,
      );
      if (code === OTHER) return 'already gone';
      if (code === LEFT) {
        throw new MusterError('COMMAND_FAILED', `${commands.stop} on ${target.host} left its process there`, {
          kind: 'transient',
          hint: `${sshCommand(target)} systemctl status ${unit}`,
        });
      }
      if (code !== 0) throw refused(target, commands.stop, stderr);
      return stdout.trim() as StopOutcome;
    },
    async lastWords(lines = 20) {
      const { stdout } = await run(LAST_WORDS, [String(Math.min(lines, MOST_LINES))], LOOK_MS, `journalctl -u ${unit}`);
      return redact(stdout)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('-- '));
    },
  };
}

/** Enabled: it comes up with its host. Reading again is the caller's. */
export async function enableUnit(pool: SshPool, target: SshTarget, unit: string, on: boolean): Promise<void> {
  const verb = on ? 'enable' : 'disable';
  const what = `systemctl ${verb} ${unit}`;
  const { stderr, code } = await runScript(pool, target, ENABLE, {
    args: [unit, verb],
    limitMs: 60_000,
    what,
    signal: activitySignal(),
    allowedCodes: [0, ASKED],
  });
  if (code !== 0) throw refused(target, what, stderr);
}

/** What systemctl answered was an error: it is told by its words. */
const ASKED = 21;
/** What runs is not what was to be stopped, or nothing does. */
const OTHER = 22;
/** systemctl says that it is stopped, and its process is there. */
const LEFT = 23;

const INSPECT = `${UNIT_SCRIPT}
state_of_unit "$1" "$2"
`;

/**
 * A unit that failed too often in a row is not started before that is forgotten, and a file that was changed is not used before
 * systemd has read it. The state is that after some looks which saw the same process: a service of type simple is "started" as
 * soon as it has one.
 */
const START = `${UNIT_SCRIPT}
looks=$3 verb=$4 old=$5
ask() { systemctl "$@" >/dev/null || exit ${ASKED}; }
shown=$(systemctl show "$1" -p ActiveState,NeedDaemonReload) || exit ${ASKED}
case $shown in *NeedDaemonReload=yes*) ask daemon-reload ;; esac
case $shown in *ActiveState=failed*) systemctl reset-failed "$1" >/dev/null 2>&1 ;; esac
# What runs is another one by now: that is the restart.
if [ -n "$old" ]; then now=$(main_of "$1"); [ "\${now:-$old}" = "$old" ] || verb=start; fi
ask "$verb" "$1"
first=$(main_of "$1")
for _ in $(seq "$looks"); do
  sleep 0.5
  now=$(main_of "$1")
  [ -n "$now" ] && [ "$now" = "$first" ] || break
done
state_of_unit "$1" "$2"
`;

const STOP = `${UNIT_SCRIPT}
pid=$3 started=$4
before=$(main_of "$1")
if [ -n "$pid" ] && [ "$before" != "$pid $started" ]; then exit ${OTHER}; fi
systemctl stop "$1" >/dev/null || exit ${ASKED}
[ -n "$before" ] || { echo 'already gone'; exit 0; }
read -r pid started <<< "$before"
for _ in $(seq 50); do
  [ "$(identify "$pid")" = "$started" ] || { echo stopped; exit 0; }
  sleep 0.1
done
exit ${LEFT}
`;

const ENABLE = `systemctl daemon-reload >/dev/null 2>&1
systemctl "$2" "$1" >/dev/null || exit ${ASKED}
`;

/** Lines of a program are as long as it likes. */
const LAST_WORDS = `journalctl -u "$1" -n "$3" -o cat --no-pager 2>/dev/null | cut -c1-1000; true`;

function readState(target: SshTarget, what: string, stdout: string): ServiceState {
  const sections = parseSections(stdout);
  const unit = parseUnitState(sections.get('unit') ?? []);
  if (unit === undefined) {
    throw new MusterError('COMMAND_FAILED', `${what} on ${describeLogin(target)} gave no state`, {
      kind: 'transient',
      hint: sshCommand(target),
    });
  }
  const process = parseServiceProcess(sections.get('process')?.[0] ?? '');
  return { ...(process !== undefined && { process }), unit, words: describeUnit(unit) };
}

function refused(target: SshTarget, what: string, stderr: string): MusterError {
  const said = redact(stderr).trim().split('\n')[0]?.slice(0, 300) ?? '';
  const allowed = !NOT_ALLOWED.test(stderr);
  return new MusterError('COMMAND_FAILED', `${what} on ${describeLogin(target)}: ${said || 'it was refused'}`, {
    kind: 'refused',
    hint: allowed
      ? `${sshCommand(target)} ${what}`
      : `give its ssh a user who may, or become: root, in the cluster file; try ${sshCommand(target)} sudo -n ${what}`,
  });
}
