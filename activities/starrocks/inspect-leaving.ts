import type { NodeSpec } from '../../model/cluster.ts';
import { frontendHandle } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { type LeavingHost, judgeLeavingHost } from '../../model/starrocks/judge-leaving-host.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { DESCRIBE_SUPERVISOR } from '../process/find-supervisor.ts';
import { LIST_LISTENING } from '../net/list-listening.ts';
import { checkBecome } from '../ssh/check-become.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { findLeader } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';
import { META_STATE } from './meta-state.ts';

/** Tries before an unreachable host counts as refused. */
const TRIES = 3;

/** Gates about the host of a frontend that is to go: SSH, the right process, what starts it again, whose meta it is. */
export async function inspectLeaving(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  const about = { gate: 'ssh', subject: node.alias } as const;
  let host: LeavingHost;
  let become: Finding | undefined;
  try {
    become = await checkBecome(tools, node);
    if (become?.severity === 'refusal') return [become];
    host = await inspect(tools, node);
  } catch (error) {
    if (!isMusterError(error) || (error.kind !== 'refused' && activityAttempt() < TRIES)) throw error;
    const next = [...(error.hint === undefined ? [] : [error.hint]), `muster remove ${node.alias} --lost`];
    return [{ ...about, severity: 'refusal', message: error.message, next }];
  }
  const { rows } = await findLeader(tools, input.cluster);
  const registered = rows.some((row) => rowHandle(row) === frontendHandle(node));
  const message = `${describeLogin(node.ssh)} answers with the known host key`;
  return [
    { ...about, severity: 'ok', message },
    ...(become === undefined ? [] : [become]),
    ...judgeLeavingHost(node, host, { clusterId: rows[0]?.clusterId ?? '', registered }),
  ];
}

const INSPECT = `${DESCRIBE_FRONTEND}${META_STATE}${DESCRIBE_SUPERVISOR}${LIST_LISTENING}
home=$1 meta=$2
found=$(describe_frontend "$home")
echo '== process'; [ -z "$found" ] || printf '%s\\n' "$found"
echo '== supervisor'; [ -z "$found" ] || describe_supervisor "\${found%% *}"
echo '== listening'; list_listening | sort -un
echo '== elsewhere'; [ ! -e "$home/conf/fe.conf" ] || meta_state "$home" "$meta" | sed -n 's/^elsewhere //p'
echo '== meta'; ls -A "$meta" 2>/dev/null | head -n 1
echo '== version'; sed -n 's/^clusterId=//p' "$meta/image/VERSION" 2>/dev/null
echo '== end'
`;

async function inspect(tools: Tools, node: NodeSpec): Promise<LeavingHost> {
  const { stdout } = await runScript(tools.ssh, node.ssh, INSPECT, {
    args: [node.home, node.meta],
    limitMs: 20_000,
    what: 'the look at the host',
  });
  const sections = parseSections(stdout);
  const linesOf = (name: string) => sections.get(name) ?? [];
  const process = parseProcess(linesOf('process').join('\n'));
  const [supervisor] = linesOf('supervisor');
  const [metaClusterId] = linesOf('version');
  const [metaElsewhere] = linesOf('elsewhere');
  return {
    listening: linesOf('listening').map(Number),
    metaEmpty: linesOf('meta').length === 0,
    ...(process !== undefined && { process: process.pid }),
    ...(supervisor !== undefined && { supervisor }),
    ...(metaClusterId !== undefined && { metaClusterId }),
    ...(metaElsewhere !== undefined && { metaElsewhere }),
  };
}
