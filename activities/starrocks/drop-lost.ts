import { dropMember, roleOf } from '../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import type { Tools } from '../tools.ts';
import { drop, dropAt } from './drop.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import type { RegisteredAt } from './register.ts';

export interface LostInput extends NodeInput {
  /** Where the leader was when the node was registered; nothing where an election has made the node itself the leader. */
  readonly leader: RegisteredAt | undefined;
}

/**
 * Straight to the frontend last seen as leader, with no read before it: a pair whose second half is dead lets every read
 * hang for 10 s and loses its leader about 40 s after the first write that fails (recorded on 3.5.7).
 */
export const dropLost = {
  async plan(_tools: Tools, input: LostInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: LostInput): Promise<ChangeResult> {
    const { leader } = input;
    // A second try comes because the first one failed: by then the leader may be another one.
    if (leader === undefined || activityAttempt() % 2 === 0) return await drop.perform(tools, input);
    return evidence(toAction(input), await dropAt(tools, input, leader));
  },
};

function toAction(input: LostInput): Action {
  const node = findNode(input);
  const on = input.leader === undefined ? 'the leader' : `${input.leader.host}:${input.leader.queryPort}`;
  return { kind: 'sql', on, statement: dropMember(roleOf(node), node.host, node.ports.editLog) };
}
