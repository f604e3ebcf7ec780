import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { findTarget } from '../survey-drain.ts';
import type { BackendInput } from './find-row.ts';

/** Does nothing, and writes down that nothing was done: what stands on the host of a lost backend is still there. */
export const leaveHost = {
  async plan(_tools: Tools, input: BackendInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(_tools: Tools, input: BackendInput): Promise<ChangeResult> {
    return evidence(toAction(input), 'left as it is');
  },
};

function toAction({ cluster, node }: BackendInput): Action {
  const { host } = findTarget(cluster, node);
  return {
    kind: 'nothing',
    on: node,
    because: `it is lost; should ${host} come back, its process must be ended and its storage moved aside before it is added again`,
  };
}
