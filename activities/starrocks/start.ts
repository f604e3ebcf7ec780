import { chooseHelpers } from '../../model/starrocks/choose-helpers.ts';
import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { findLeaderBeside } from './find-leader.ts';
import { findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';
import { describeLaunch, launch } from './launch.ts';
import { type JoinInput, planLeader } from './plan-leader.ts';

export const start = {
  async plan(tools: Tools, input: JoinInput): Promise<ChangePlan> {
    const node = findNode(input);
    const leader = await planLeader(tools, input);
    return {
      actions: [describeLaunch(node, chooseHelpers(leader, node.host))],
      later: ['the helper is the frontend that leads when it runs'],
    };
  },

  async perform(tools: Tools, input: JoinInput): Promise<ChangeResult> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    const leader = await findLeaderBeside(tools, input.cluster, [node.host]);
    const helpers = chooseHelpers(leader, node.host);
    const action = describeLaunch(node, helpers);
    if (running !== undefined) return evidence(action, `runs already as pid ${running.pid}`);
    reportNote(`starting the frontend on ${node.alias}`);
    const { pid } = await launch(tools, node, input.cluster.pace, { helpers, meta: 'any' });
    return evidence(action, `pid ${pid}`);
  },
};
