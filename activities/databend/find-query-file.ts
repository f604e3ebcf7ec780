import type { CheckResult } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { reachHost } from '../ssh/reach-host.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findQuery } from './find-node.ts';

/** Whether a Query node has a file that lists the members. */
export type QueryFile = { readonly there: boolean };

/** One that is not installed yet has none, and nothing is written for it: its file is its own affair. */
export async function findQueryFile(tools: Tools, input: NodeInput): Promise<CheckResult> {
  const node = findQuery(input);
  const { findings, seen } = await reachHost(tools, node, async () => {
    return await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
  });
  return { findings, value: { there: seen?.exists === true } satisfies QueryFile };
}
