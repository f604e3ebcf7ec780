import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { performRestoring, planRestoring } from './restore-conf.ts';

export const restoreConfig = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return planRestoring(findNode(input), 'fe.conf');
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performRestoring(tools, findNode(input), 'fe.conf');
  },
};
