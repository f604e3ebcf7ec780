import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { type LeavingHost, judgeLeavingHost } from '../../model/starrocks/judge-leaving-host.ts';
import type { Finding } from '../../model/step.ts';
import { DESCRIBE_SUPERVISOR } from '../process/find-supervisor.ts';
import { LIST_LISTENING } from '../net/list-listening.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { reachHost } from '../ssh/reach-host.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { findLeader } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';
import { META_STATE } from './meta-state.ts';

/** Gates about the host of a frontend that is to go: SSH, the right process, what starts it again, whose meta it is. */
export async function inspectLeaving(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  const lost = `muster remove ${node.alias} --lost`;
  const { findings, seen: host } = await reachHost(tools, node, () => inspect(tools, node), [lost]);
  if (host === undefined) return findings;
  const { rows } = await findLeader(tools, input.cluster);
  const registered = rows.some((row) => rowHandle(row) === frontendHandle(node));
  return [...findings, ...judgeLeavingHost(node, host, { clusterId: rows[0]?.clusterId ?? '', registered })];
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

async function inspect(tools: Tools, node: FrontendSpec): Promise<LeavingHost> {
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
