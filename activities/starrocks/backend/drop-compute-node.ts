import { MusterError } from '../../../model/error.ts';
import { type BackendMember, findMember } from '../../../model/starrocks/backend/members.ts';
import { dropBackendNode } from '../../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult, WaitResult } from '../../../model/step.ts';
import { isMusterError } from '../../../model/error.ts';
import { notYet, reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import { evidence } from '../../evidence.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { drop } from './drop-empty.ts';
import { type TargetInput, findTarget, targetHandle } from './find-target.ts';

/** There is no DECOMMISSION of a compute node, and nothing on it to move: with the DROP its part of a shared-data cluster moves by itself (as read). */
export const dropComputeNode = {
  async plan(tools: Tools, input: TargetInput): Promise<ChangePlan> {
    const { leader, member } = await look(tools, input);
    if (member === undefined) return { actions: [absent(input)] };
    return {
      actions: [toAction(input, leader, member)],
      later: ['it is sent to the frontend that leads when it runs'],
    };
  },

  async perform(tools: Tools, input: TargetInput): Promise<ChangeResult> {
    const { leader, member } = await look(tools, input);
    if (member === undefined) return evidence(absent(input), 'not registered');
    const action = toAction(input, leader, member);
    reportNote(`dropping ${member.handle}`);
    const answer = await drop(tools, input, leader, action.statement);
    if ((await look(tools, input)).member !== undefined) {
      throw new MusterError('SQL_FAILED', `${input.node} is still listed after the DROP`, { kind: 'transient' });
    }
    return evidence(action, `${answer}; gone from SHOW COMPUTE NODES`);
  },
};

const PROBE_MS = 1_000;

/** One probe: has the leader, whoever that is by now, no such compute node any more? */
export async function awaitNodeGone(tools: Tools, input: TargetInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const { leader, member } = await look(tools, input);
    if (member !== undefined) throw notYet(`the leader ${leader.host} still lists ${input.node}`, delay);
    return { kind: 'reached', note: `gone from SHOW COMPUTE NODES of the leader, ${leader.host}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

async function look(tools: Tools, input: TargetInput) {
  const leader = await findLeader(tools, input.cluster);
  const member = findMember(await readBackends(tools, input.cluster, leader), targetHandle(findTarget(input)));
  return { leader, member: member?.kind === 'cn' ? member : undefined };
}

function toAction(
  input: TargetInput,
  { host, queryPort }: Leader,
  { warehouse }: BackendMember,
): Extract<Action, { kind: 'sql' }> {
  const target = findTarget(input);
  const statement = dropBackendNode('cn', target.host, target.heartbeatPort, warehouse);
  return { kind: 'sql', on: `${host}:${queryPort}`, statement };
}

function absent(input: TargetInput): Action {
  return { kind: 'nothing', on: input.node, because: `${targetHandle(findTarget(input))} is not registered` };
}
