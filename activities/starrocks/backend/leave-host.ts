import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { type TargetInput, findTarget } from './find-target.ts';

/** Does nothing, and writes down that nothing was done: what stands on the host of a lost compute node is still there. */
export const leaveComputeHost = {
  async plan(_tools: Tools, input: TargetInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(_tools: Tools, input: TargetInput): Promise<ChangeResult> {
    return evidence(toAction(input), 'left as it is');
  },
};

function toAction(input: TargetInput): Action {
  const { host } = findTarget(input);
  return {
    kind: 'nothing',
    on: input.node,
    because: `it is lost; should ${host} come back, its process must be ended`,
  };
}
