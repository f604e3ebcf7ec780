import { ROLE_WORDS } from '../../../model/cluster.ts';
import { backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { type BackendMember, findMember } from '../../../model/starrocks/backend/members.ts';
import { addBackendNode, dropBackendNode } from '../../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { askAgain } from '../ask-again.ts';
import { readBackends } from '../data/read-backends.ts';
import { evidence } from '../../evidence.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/** Recorded on 3.5.7: 10 to 20 ms; it waits for the statement before it, and for the journal. */
const LIMIT_MS = 10_000;

export const register = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const leader = await findLeader(tools, input.cluster);
    const member = await readMember(tools, input, leader);
    const action = member === undefined ? toAction(input, leader) : adopted(input);
    return { actions: [action], later: ['it is sent to the frontend that leads when it runs'] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const leader = await findLeader(tools, input.cluster);
    if ((await readMember(tools, input, leader)) !== undefined) return evidence(adopted(input), 'registered already');
    const action = toAction(input, leader);
    reportNote(`registering at ${leader.host}`);
    const answer = await askAgain(tools, input.cluster, leader, action.statement, {
      limitMs: LIMIT_MS,
      taken: 'backend already exists',
    });
    const member = await readMember(tools, input, leader);
    if (member === undefined) {
      throw new MusterError('NOT_MEMBER', `${input.node} is not listed after the ADD`, { kind: 'transient' });
    }
    return evidence(action, `${answer}; registered with the id ${member.id}`);
  },
};

/** The entry of this node; one of the other kind under its address is in the way. */
async function readMember(tools: Tools, input: NodeInput, leader: Leader): Promise<BackendMember | undefined> {
  const node = findBackend(input);
  const member = findMember(await readBackends(tools, input.cluster, leader), backendHandle(node));
  if (member === undefined || member.kind === node.role) return member;
  throw new MusterError('NOT_MEMBER', `${member.handle} is registered as a ${ROLE_WORDS[member.kind]}`, {
    // A backend holds data: its DROP is nothing to be pasted.
    hint:
      member.kind === 'cn'
        ? `${dropBackendNode('cn', node.host, node.ports.heartbeat)};`
        : `role: be   # of ${node.alias} in the cluster file`,
  });
}

function toAction(input: NodeInput, { host, queryPort }: Leader): Extract<Action, { kind: 'sql' }> {
  const node = findBackend(input);
  return {
    kind: 'sql',
    on: `${host}:${queryPort}`,
    statement: addBackendNode(node.role, node.host, node.ports.heartbeat),
  };
}

function adopted(input: NodeInput): Action {
  const node = findBackend(input);
  const because = `${backendHandle(node)} is registered as a ${ROLE_WORDS[node.role]} already`;
  return { kind: 'nothing', on: node.alias, because };
}
