import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { evidence } from './evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';
import { describeLaunch, launch } from './launch.ts';

/**
 * Starts a member that was stopped. It knows its peers from its own meta directory, so neither a leader nor a helper is
 * needed, and none is asked: there may be none until it is back.
 */
export const startAgain = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [describeLaunch(findNode(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const action = describeLaunch(node);
    const running = await findProcess(tools, node);
    if (running !== undefined) return evidence(action, `runs already as pid ${running.pid}`);
    reportNote(`starting the frontend on ${node.alias} again`);
    const { pid } = await launch(tools, node, input.cluster.pace, { meta: 'full' });
    return evidence(action, `pid ${pid}`);
  },
};
