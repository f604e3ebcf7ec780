import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type LeavingInput, findLeaving } from './find-leaving.ts';

/** Does nothing, and writes down that nothing was done: what stands on the host of a lost frontend is still there. */
export const leaveHost = {
  async plan(_tools: Tools, input: LeavingInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(_tools: Tools, input: LeavingInput): Promise<ChangeResult> {
    return evidence(toAction(input), 'left as it is');
  },
};

function toAction(input: LeavingInput): Action {
  const { host, node } = findLeaving(input);
  const meta = node === undefined ? 'its meta directory' : node.meta;
  return {
    kind: 'nothing',
    on: input.node,
    because: `it is lost; should ${host} come back, its process must be ended and ${meta} moved aside before it is added again`,
  };
}
