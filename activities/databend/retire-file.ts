import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { moveAside } from './move-aside.ts';

/**
 * Its file, before its directory: with the file and a new directory a start of the unit would join the group again under the
 * burnt id, silently (recorded on 1.2.888); with the directory and no file it does not start.
 */
export const retireFile = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(findMeta(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    return evidence(toAction(node), await moveAside(tools, node, node.file, prefixOf(node)));
  },
};

function prefixOf({ file }: MetaSpec): string {
  return `${file}.retired`;
}

function toAction(node: MetaSpec): Action {
  return { kind: 'command', on: node.alias, command: `mv ${node.file} ${prefixOf(node)}-<time>` };
}
