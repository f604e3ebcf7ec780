import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import type { StopSignal } from '../../model/starrocks/choose-signal.ts';
import { refuseStep } from '../../model/starrocks/removal-steps.ts';
import { viewMembers } from '../../model/starrocks/view-members.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { findLeader } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';
import { chooseMemberSignal, stopMember } from './stop-member.ts';

/**
 * Stops the leader, so that another one is elected: there is no statement for it. Whether the others can do without it is
 * judged right before.
 */
export const standDown = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    if (running === undefined) return { actions: [nothing(node)] };
    const { rows } = await findLeader(tools, input.cluster);
    return { actions: [toAction(node, running.pid, chooseMemberSignal(rows))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    if (running === undefined) return evidence(nothing(node), 'no process');
    // An election is under way after a lost reply: it passes, and is waited for like any other look for a leader.
    const leader = await findLeader(tools, input.cluster);
    const leads = leader.host === node.host;
    if (!leads && activityAttempt() === 1) return evidence(nothing(node, `${leader.host} leads`), 'not the leader');
    const handle = frontendHandle(node);
    const members = viewMembers(leader);
    const refused = refuseStep(members, { kind: 'stand-down', handle, returns: false });
    if (refused !== undefined) throw new MusterError('CHECK_REFUSED', refused.message, { hint: 'muster status' });
    const signal = chooseMemberSignal(leader.rows);
    const outcome = await stopMember(tools, node, running, signal);
    return evidence(toAction(node, running.pid, signal), outcome);
  },
};

function toAction(node: FrontendSpec, pid: number, signal: StopSignal): Action {
  return { kind: 'command', on: node.alias, command: `kill -s ${signal} ${pid}` };
}

function nothing(node: FrontendSpec, because = `no frontend runs in ${node.home}`): Action {
  return { kind: 'nothing', on: node.alias, because };
}
