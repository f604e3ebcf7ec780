import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { type RestartHost, judgeRestartHost } from '../../model/starrocks/judge-restart-host.ts';
import type { Finding } from '../../model/step.ts';
import { probePort } from '../net/probe-port.ts';
import { DESCRIBE_SUPERVISOR } from '../process/find-supervisor.ts';
import { reachHost } from '../ssh/reach-host.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';
import { META_STATE } from './meta-state.ts';

const LOOK = `${DESCRIBE_FRONTEND}${META_STATE}${DESCRIBE_SUPERVISOR}
meta_state "$1" "$2"
found=$(describe_frontend "$1")
printf '%s\\n' "$found"
[ -z "$found" ] || describe_supervisor "\${found%% *}"
`;

/** Gates about the host of a frontend that is to be restarted: SSH, the right process, a meta directory to go on from. */
export async function checkRestartHost(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  const { findings, seen } = await reachHost(tools, node, () => look(tools, node));
  return seen === undefined ? findings : [...findings, ...judgeRestartHost(node, seen)];
}

async function look(tools: Tools, node: FrontendSpec): Promise<RestartHost> {
  const { stdout } = await runScript(tools.ssh, node.ssh, LOOK, {
    args: [node.home, node.meta],
    limitMs: 20_000,
    what: 'the look at the host',
  });
  const [meta = '', found = '', supervisor = ''] = stdout.split('\n');
  const process = parseProcess(found)?.pid;
  const port = await probePort(node.host, node.ports.editLog, { limitMs: 2_000 });
  return {
    meta,
    listens: port === 'open',
    ...(process !== undefined && { process }),
    ...(supervisor !== '' && { supervisor }),
  };
}
