import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { judgeRestartHost } from '../../model/databend/judge-restart-host.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { reachHost } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findAnyNode } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';
import { serviceOf } from './service-of.ts';

/** Gates about the host of a node that is to be restarted: SSH, its unit, the right process, a file that it starts with again. */
export async function checkRestartHost(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findAnyNode(input);
  const { findings, seen } = await reachHost(tools, node, () => look(tools, node));
  return seen === undefined ? findings : [...findings, ...judgeRestartHost(node, seen)];
}

async function look(tools: Tools, node: DatabendNode) {
  const { unit } = await serviceOf(tools, node).inspect();
  const found = await findProcess(tools, node);
  const { content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
  return {
    ...(unit !== undefined && { unit }),
    strangers: foreignHolders(found),
    ...(content !== undefined && { file: content.toString('utf8') }),
  };
}
