import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { ToolAnswer } from '../../model/databend/read-tool-answer.ts';
import type { Tools } from '../tools.ts';
import { type RunToolOptions, runTool } from './run-tool.ts';

/** `databend-metactl` on the node's own machine. */
export async function runMetactl(
  tools: Tools,
  node: MetaSpec,
  args: readonly string[],
  options: RunToolOptions,
): Promise<ToolAnswer> {
  return await runTool(tools, node, 'databend-metactl', args, {
    ...options,
    what: options.what ?? `databend-metactl ${args[0] ?? ''}`,
  });
}
