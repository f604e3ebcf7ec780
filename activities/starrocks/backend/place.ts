import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import type { ChangePlan, ChangeResult } from '../../../model/step.ts';
import { activityOwner } from '../../context.ts';
import { type PackageShape, performPlacing, planPlacing } from '../../packages/place.ts';
import { performUnplacing, planUnplacing } from '../../packages/unplace.ts';
import type { Tools } from '../../tools.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/** A compute node is the program of a backend, started by another script (as read). */
function shapeOf({ role }: BackendSpec): PackageShape {
  return { folder: 'be', proof: `bin/start_${role}.sh` };
}

export const place = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findBackend(input);
    return await planPlacing(tools, node, shapeOf(node));
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findBackend(input);
    return await performPlacing(tools, node, shapeOf(node), activityOwner());
  },
};

export const unplace = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return planUnplacing(findBackend(input));
  },
  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return await performUnplacing(tools, findBackend(input), activityOwner());
  },
};
