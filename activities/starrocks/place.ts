import type { ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityOwner } from '../context.ts';
import { type PackageShape, performPlacing, planPlacing } from '../packages/place.ts';
import { performUnplacing, planUnplacing } from '../packages/unplace.ts';
import type { Tools } from '../tools.ts';
import { type NodeInput, findNode } from './find-node.ts';

const FRONTEND: PackageShape = { folder: 'fe', proof: 'bin/start_fe.sh' };

export const place = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return await planPlacing(tools, findNode(input), FRONTEND);
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performPlacing(tools, findNode(input), FRONTEND, activityOwner());
  },
};

export const unplace = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return planUnplacing(findNode(input));
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performUnplacing(tools, findNode(input), activityOwner());
  },
};
