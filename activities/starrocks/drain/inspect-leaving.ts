import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { listStoragePaths } from '../../../model/starrocks/backend/parse-storage.ts';
import {
  type LeavingBackendHost,
  judgeLeavingBackendHost,
} from '../../../model/starrocks/drain/judge-leaving-be-host.ts';
import type { Finding } from '../../../model/step.ts';
import { LIST_LISTENING } from '../../net/list-listening.ts';
import { DESCRIBE_SUPERVISOR } from '../../process/find-supervisor.ts';
import { parseSections } from '../../ssh/parse-sections.ts';
import { reachHost } from '../../ssh/reach-host.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { parseServiceProcess } from '../../services/service.ts';
import { DESCRIBE_BACKEND } from '../backend/find-process.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/** Gates about the host of a backend that is to go: SSH, the right process, the right storage, what starts it again. */
export async function inspectLeaving(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findBackend(input);
  const lost = `muster remove ${node.alias} --lost   # once it is dead`;
  const { findings, seen } = await reachHost(tools, node, () => inspect(tools, node), [lost]);
  return seen === undefined ? findings : [...findings, ...judgeLeavingBackendHost(node, seen)];
}

const INSPECT = `${DESCRIBE_BACKEND}${DESCRIBE_SUPERVISOR}${LIST_LISTENING}
home=$1 kind=$2
found=$(describe_backend "$home" "$kind")
echo '== process'; [ -z "$found" ] || printf '%s\\n' "$found"
echo '== supervisor'; [ -z "$found" ] || describe_supervisor "\${found%% *}"
echo '== listening'; list_listening | sort -un
echo '== storage'; sed -n 's/^[[:space:]]*storage_root_path[[:space:]]*=[[:space:]]*//p' "$home/conf/$kind.conf" 2>/dev/null | tail -n 1
echo '== end'
`;

async function inspect(tools: Tools, node: BackendSpec): Promise<LeavingBackendHost> {
  const { stdout } = await runScript(tools.ssh, node.ssh, INSPECT, {
    args: [node.home, node.role],
    limitMs: 20_000,
    what: 'the look at the host',
  });
  const sections = parseSections(stdout);
  const linesOf = (name: string) => sections.get(name) ?? [];
  const process = parseServiceProcess(linesOf('process').join('\n'));
  const [supervisor] = linesOf('supervisor');
  const [storage] = linesOf('storage');
  return {
    listening: linesOf('listening').map(Number),
    ...(process !== undefined && { process: process.pid }),
    ...(supervisor !== undefined && { supervisor }),
    ...(storage !== undefined && { storage: listStoragePaths(storage, node.home) }),
  };
}
