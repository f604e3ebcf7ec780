import type { NodeSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { chooseHelpers } from '../../model/starrocks/choose-helpers.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { evidence } from './evidence.ts';
import { findLeaderBeside } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, findProcess, parseProcess } from './find-process.ts';

/** Looks for the pid file, half a second apart: Java writes it within a few seconds, or has ended by then. */
const PID_LOOKS = 60;

export const start = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findNode(input);
    const leader = await findLeaderBeside(tools, input.cluster, [node.host]);
    return {
      actions: [toAction(node, chooseHelpers(leader, node.host))],
      later: ['the helper is the frontend that leads when it runs'],
    };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    const leader = await findLeaderBeside(tools, input.cluster, [node.host]);
    const action = toAction(node, chooseHelpers(leader, node.host));
    if (running !== undefined) return evidence(action, `runs already as pid ${running.pid}`);
    reportNote(`starting the frontend on ${node.alias}`);
    const { stdout } = await runScript(tools.ssh, node.ssh, START, {
      args: [
        node.home,
        chooseHelpers(leader, node.host),
        String(Math.max(6, Math.ceil(PID_LOOKS * input.cluster.pace))),
      ],
      ...(node.java !== undefined && { env: { JAVA_HOME: node.java } }),
      limitMs: 90_000,
      what: 'bin/start_fe.sh',
    });
    const started = parseProcess(lastLine(stdout));
    if (started === undefined) throw diedAtOnce(node, stdout);
    return evidence(action, `pid ${started.pid}`);
  },
};

/**
 * With --daemon the script returns 0 whatever becomes of the process (recorded on 3.5.7), so the pid file and the living
 * process are what counts. The lock, on the home itself, keeps a second try, after a lost reply, from starting a second
 * process beside one that has not written its pid yet; the kernel frees it when its holder ends, however it ends.
 * setsid: the limit of this command ends its whole process group, and the frontend must not be in it.
 */
const START = `${DESCRIBE_FRONTEND}
home=$1 helpers=$2 looks=$3
exec 9< "$home"
flock -w 60 9 || { echo 'another start is under way' >&2; exit 75; }
found=$(describe_frontend "$home")
if [ -z "$found" ]; then
  cd "$home" && setsid -w bin/start_fe.sh --helper "$helpers" --daemon 9>&- </dev/null || exit
  for _ in $(seq "$looks"); do
    found=$(describe_frontend "$home")
    [ -n "$found" ] && break
    sleep 0.5 9>&-
  done
fi
[ -n "$found" ] || { echo 'no process'; tail -n 3 "$home/log/fe.out" "$home/log/fe.log" 2>/dev/null | cut -c1-300; }
echo
printf '%s\\n' "$found"
`;

function toAction(node: NodeSpec, helpers: string): Action {
  const java = node.java === undefined ? '' : `JAVA_HOME=${node.java} `;
  return {
    kind: 'command',
    on: node.alias,
    command: `${java}${node.home}/bin/start_fe.sh --helper ${helpers} --daemon`,
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

function diedAtOnce(node: NodeSpec, output: string): MusterError {
  const said = output
    .trim()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('==>'))
    .at(-1);
  return new MusterError(
    'COMMAND_FAILED',
    `The frontend on ${node.alias} ended at once${said === undefined ? '' : `: ${said}`}`,
    {
      hint: `${sshCommand(node.ssh)} tail -n 50 ${node.home}/log/fe.log`,
    },
  );
}
