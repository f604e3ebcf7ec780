import { posix } from 'node:path';
import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { moveAside } from './move-aside.ts';

/** Its raft directory, kept: it holds what the group knew until the node left. */
export const retireData = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(findMeta(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    return evidence(toAction(node), await moveAside(tools, node, pathOf(node), prefixOf(node)));
  },
};

/** A slash at its end would move what is in it, not what it is. */
function pathOf({ raftDir }: MetaSpec): string {
  return raftDir.replace(/\/+$/, '');
}

function prefixOf(node: MetaSpec): string {
  return posix.join(posix.dirname(pathOf(node)), `${posix.basename(pathOf(node))}-retired`);
}

function toAction(node: MetaSpec): Action {
  return { kind: 'command', on: node.alias, command: `mv ${pathOf(node)} ${prefixOf(node)}-<time>` };
}
