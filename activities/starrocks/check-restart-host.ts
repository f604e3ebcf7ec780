import { isMusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import { judgeRestartHost } from '../../model/starrocks/judge-restart-host.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { probePort } from '../net/probe-port.ts';
import { DESCRIBE_SUPERVISOR } from '../process/find-supervisor.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';
import { META_STATE } from './meta-state.ts';

/** Tries before an unreachable host counts as refused. */
const TRIES = 3;

const LOOK = `${DESCRIBE_FRONTEND}${META_STATE}${DESCRIBE_SUPERVISOR}
meta_state "$1" "$2"
found=$(describe_frontend "$1")
printf '%s\\n' "$found"
[ -z "$found" ] || describe_supervisor "\${found%% *}"
`;

/** Gates about the host of a frontend that is to be restarted: SSH, the right process, a meta directory to go on from. */
export async function checkRestartHost(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  const about = { gate: 'ssh', subject: node.alias } as const;
  try {
    const { stdout } = await runScript(tools.ssh, node.ssh, LOOK, {
      args: [node.home, node.meta],
      limitMs: 20_000,
      what: 'the look at the host',
    });
    const [meta = '', found = '', supervisor = ''] = stdout.split('\n');
    const process = parseProcess(found)?.pid;
    const port = await probePort(node.host, node.ports.editLog, { limitMs: 2_000 });
    return [
      { ...about, severity: 'ok', message: `${describeLogin(node.ssh)} answers with the known host key` },
      ...judgeRestartHost(node, {
        meta,
        listens: port === 'open',
        ...(process !== undefined && { process }),
        ...(supervisor !== '' && { supervisor }),
      }),
    ];
  } catch (error) {
    if (!isMusterError(error) || (error.kind !== 'refused' && activityAttempt() < TRIES)) throw error;
    const next = error.hint === undefined ? {} : { next: [error.hint] };
    return [{ ...about, severity: 'refusal', message: error.message, ...next }];
  }
}
