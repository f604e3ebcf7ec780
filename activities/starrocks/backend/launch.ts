import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import type { Action } from '../../../model/step.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { lastLine, lastWords } from '../last-words.ts';
import { type BackendProcess, DESCRIBE_BACKEND, parseProcess } from './find-process.ts';

/** Looks for the pid file, half a second apart: the process writes it first of all (as read), or has ended by then. */
const PID_LOOKS = 60;

/**
 * With --daemon the script returns 0 whatever becomes of the process (as read), so the pid file and the living process are what
 * counts. The lock, on the home itself, keeps a second try, after a lost reply, from starting a second process beside one that has
 * not written its pid yet; the kernel frees it when its holder ends, however it ends.
 * setsid: the limit of this command ends its whole process group, and the backend must not be in it.
 */
const START = `${DESCRIBE_BACKEND}
home=$1 kind=$2 looks=$3
exec 9< "$home"
flock -w 60 9 || { echo 'another start is under way' >&2; exit 75; }
found=$(describe_backend "$home" "$kind")
if [ -z "$found" ]; then
  cd "$home" && setsid -w "bin/start_$kind.sh" --daemon 9>&- </dev/null || exit
  for _ in $(seq "$looks"); do
    found=$(describe_backend "$home" "$kind")
    [ -n "$found" ] && break
    sleep 0.5 9>&-
  done
fi
[ -n "$found" ] || { echo 'no process'; tail -n 3 "$home/log/$kind.out" "$home/log/$kind.WARNING" 2>/dev/null | cut -c1-300; }
echo
printf '%s\\n' "$found"
`;

/** Starts the backend or compute node of the node's home, or finds the one that runs there. */
export async function launch(tools: Tools, node: BackendSpec, pace: number): Promise<BackendProcess> {
  const { stdout } = await runScript(tools.ssh, node.ssh, START, {
    args: [node.home, node.role, String(Math.max(6, Math.ceil(PID_LOOKS * pace)))],
    ...(node.java !== undefined && { env: { JAVA_HOME: node.java } }),
    limitMs: 120_000,
    what: `bin/start_${node.role}.sh`,
  });
  const started = parseProcess(lastLine(stdout));
  if (started === undefined) throw diedAtOnce(node, stdout);
  return started;
}

/** What is typed to do the same by hand. */
export function describeLaunch({ alias, home, role, java }: BackendSpec): Action {
  const environment = java === undefined ? '' : `JAVA_HOME=${java} `;
  return { kind: 'command', on: alias, command: `${environment}${home}/bin/start_${role}.sh --daemon` };
}

export function logHint({ ssh, home, role }: BackendSpec): string {
  return `${sshCommand(ssh)} tail -n 50 ${home}/log/${role}.out ${home}/log/${role}.WARNING`;
}

function diedAtOnce(node: BackendSpec, output: string): MusterError {
  return new MusterError('COMMAND_FAILED', `The process of ${node.alias} ended at once${lastWords(output)}`, {
    hint: logHint(node),
  });
}
