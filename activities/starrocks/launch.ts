import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { Action } from '../../model/step.ts';
import { activityOwner } from '../context.ts';
import { composeStart } from '../services/script-start.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { DESCRIBE_FRONTEND, type FrontendProcess, parseProcess } from './find-process.ts';
import { lastLine, lastWords } from './last-words.ts';
import { META_STATE } from './meta-state.ts';

/** Looks for the pid file, half a second apart: Java writes it within a few seconds, or has ended by then. */
const PID_LOOKS = 60;
/** In a sandbox, however fast its clock runs: a process takes seconds to begin on a busy machine. */
export const LEAST_PID_LOOKS = 20;
/** The start is not for this meta directory. */
const WRONG_META = 21;

export interface Launch {
  /** Comma list for `--helper`. @default none: it goes on as what its meta directory says it is */
  readonly helpers?: string;
  /**
   * What the meta directory must hold, looked at in the moment of the start. Without a helper an empty one founds a cluster
   * of its own that answers SQL happily (recorded on 3.5.7).
   * `full`: that of a member · `own`: nothing, or what an earlier try of this operation founded · `any`: not looked at
   */
  readonly meta: 'full' | 'own' | 'any';
}

/** Starts the frontend of the node's home, or finds the one that runs there. */
export async function launch(
  tools: Tools,
  node: FrontendSpec,
  pace: number,
  { helpers, meta }: Launch,
): Promise<FrontendProcess> {
  const { stdout, stderr, code } = await runScript(tools.ssh, node.ssh, START, {
    args: [
      node.home,
      node.meta,
      meta,
      activityOwner(),
      String(Math.max(LEAST_PID_LOOKS, Math.ceil(PID_LOOKS * pace))),
      ...(helpers === undefined ? [] : ['--helper', helpers]),
    ],
    ...(node.java !== undefined && { env: { JAVA_HOME: node.java } }),
    limitMs: 90_000,
    what: 'bin/start_fe.sh',
    allowedCodes: [0, WRONG_META],
  });
  if (code === WRONG_META) {
    throw new MusterError('COMMAND_FAILED', `${node.alias} is not started: ${stderr.trim()}`, {
      hint: `${sshCommand(node.ssh)} ls -la ${node.meta} ${node.meta}/image`,
    });
  }
  const started = parseProcess(lastLine(stdout));
  if (started === undefined) throw diedAtOnce(node, stdout);
  return started;
}

/** The note of who founded is beside the logs: anything in meta itself would make it one that is not empty. */
const START = composeStart({
  functions: `${DESCRIBE_FRONTEND}${META_STATE}`,
  variables: 'home=$1 meta=$2 wanted=$3 owner=$4 looks=$5; shift 5',
  describe: 'describe_frontend "$home"',
  judge: `founder=$home/log/.muster-founder
refuse_meta() { echo "$1" >&2; exit ${WRONG_META}; }
if [ -n "$found" ] && [ "$wanted" = own ] && [ "$(cat "$founder" 2>/dev/null)" != "$owner" ]; then
  refuse_meta "a frontend runs in $home that this operation did not start"
fi
if [ -z "$found" ]; then
  state=$(meta_state "$home" "$meta")
  case $wanted:$state in
    any:* | full:whole) ;;
    *:elsewhere*) refuse_meta "its fe.conf says meta_dir is \${state#elsewhere }, not $meta" ;;
    full:*) refuse_meta "$meta is $state, without ROLE, VERSION and a journal in it, so it would found a cluster of its own" ;;
    own:empty) mkdir -p "$home/log" && printf '%s\\n' "$owner" > "$founder" || exit ;;
    own:whole) [ "$(cat "$founder" 2>/dev/null)" = "$owner" ] || refuse_meta "$meta holds a frontend that this operation did not found" ;;
    *) refuse_meta "$meta is neither empty nor whole" ;;
  esac
fi`,
  command: 'bin/start_fe.sh "$@" --daemon',
  logs: '"$home/log/fe.out" "$home/log/fe.log"',
});

/** What is typed to do the same by hand. */
export function describeLaunch(node: FrontendSpec, helpers?: string): Action {
  const java = node.java === undefined ? '' : `JAVA_HOME=${node.java} `;
  const helper = helpers === undefined ? '' : ` --helper ${helpers}`;
  return { kind: 'command', on: node.alias, command: `${java}${node.home}/bin/start_fe.sh${helper} --daemon` };
}

function diedAtOnce(node: FrontendSpec, output: string): MusterError {
  return new MusterError('COMMAND_FAILED', `The frontend on ${node.alias} ended at once${lastWords(output)}`, {
    hint: `${sshCommand(node.ssh)} tail -n 50 ${node.home}/log/fe.log`,
  });
}
