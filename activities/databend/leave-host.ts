import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { findLeaving } from './find-leaving.ts';
import type { NodeInput } from './find-node.ts';

/** Does nothing, and writes down that nothing was done: what stands on the host of a lost member is still there. */
export const leaveHost = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(_tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return evidence(toAction(input), 'left as it is');
  },
};

function toAction(input: NodeInput): Action {
  const { host, node } = findLeaving(input);
  const what = node === undefined ? 'its file and raft directory' : `${node.file} and ${node.raftDir}`;
  const unit = node === undefined ? 'its unit' : node.unit;
  return {
    kind: 'nothing',
    on: input.node,
    because: `it is lost; should ${host} come back, ${unit} must be stopped and disabled and ${what} moved aside, in this order`,
  };
}
