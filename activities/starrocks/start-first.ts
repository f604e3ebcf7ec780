import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { describeLaunch, launch } from './launch.ts';

/**
 * Without a helper and with an empty meta directory it founds a cluster (recorded on 3.5.7). Whether it may is looked at in the
 * moment of the start: a second try after a lost reply finds what the first one founded, and goes on with it.
 */
export const startFirst = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [describeLaunch(findNode(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    reportNote(`starting the first frontend on ${node.alias}`);
    const { pid } = await launch(tools, node, input.cluster.pace, { meta: 'own' });
    return evidence(describeLaunch(node), `pid ${pid}`);
  },
};
