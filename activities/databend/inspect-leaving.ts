import { posix } from 'node:path';
import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { type LeavingMetaHost, judgeLeavingHost } from '../../model/databend/judge-leaving-host.ts';
import { readMetaToml } from '../../model/databend/meta-toml.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { unitService } from '../services/systemd.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { reachHost } from '../ssh/reach-host.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';

/** Gates about the host of a meta node that is to go: SSH, its unit, a process beside it, whose file and directory they are. */
export async function inspectLeaving(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findMeta(input);
  const lost = `muster remove ${node.alias} --lost`;
  const { findings, seen } = await reachHost(tools, node, () => inspect(tools, node), [lost]);
  return seen === undefined ? findings : [...findings, ...judgeLeavingHost(node, seen)];
}

/** A leave that somebody gives by hand is the same program, and ends by itself. */
const LOOK = `program=$1 dir=$2
echo '== processes'
ps -ww -eo pid=,args= | grep -F -- "$program" | grep -Ev -- '--leave-id|--cmd|--version| grep | bash -c | muster ' | awk '{print $1}'
echo '== dir'
if [ ! -d "$dir" ]; then echo missing; elif [ -z "$(ls -A -- "$dir")" ]; then echo empty; else echo full; fi
echo '== end'
`;

async function inspect(tools: Tools, node: MetaSpec): Promise<LeavingMetaHost> {
  const { process, unit } = await unitService(tools.ssh, node.ssh, node.unit).inspect();
  if (unit === undefined) throw new MusterError('INTERNAL', `${node.unit} has no state`);
  const { stdout } = await runScript(tools.ssh, node.ssh, LOOK, {
    args: [posix.join(node.home, 'bin/databend-meta'), node.raftDir],
    limitMs: 20_000,
    signal: activitySignal(),
    what: 'the look at the host',
  });
  const sections = parseSections(stdout);
  const [raftDir = 'missing'] = sections.get('dir') ?? [];
  const file = await readOwnFile(tools, node);
  return {
    unit,
    strays: (sections.get('processes') ?? []).map(Number).filter((pid) => pid !== process?.pid),
    raftDir: raftDir as LeavingMetaHost['raftDir'],
    ...(file !== undefined && { file }),
  };
}

async function readOwnFile(tools: Tools, node: MetaSpec): Promise<LeavingMetaHost['file']> {
  try {
    const { exists, content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
    if (!exists || content === undefined) return undefined;
    const { id, raftDir } = readMetaToml(content.toString('utf8'), node.file);
    return { id, raftDir };
  } catch (error) {
    if (isMusterError(error) && error.kind === 'refused') return error.message;
    throw error;
  }
}
