import { backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { findMember } from '../../../model/starrocks/backend/members.ts';
import { dropBackendNode } from '../../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { askAgain } from '../ask-again.ts';
import { readBackends } from '../data/read-backends.ts';
import { evidence } from '../../evidence.ts';
import { type Leader, findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

const LIMIT_MS = 15_000;

/** What is on it: it was not dropped unless 0. */
export type Holds = { readonly tablets: number };

/**
 * Takes it out of the cluster as long as it holds no tablet, which is read on the leader right before. One that is made in the very
 * moment between is made with its replicas on others too, or the DROP is refused for its sake (recorded on 3.5.7: a single
 * replica is never dropped without FORCE). In a shared-data cluster what it counts are shards, whose data are elsewhere.
 */
export const dropEmpty = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const leader = await findLeader(tools, input.cluster);
    const { registered, tablets } = await look(tools, input, leader);
    if (!registered) return { actions: [absent(input)] };
    return { actions: [tablets > 0 ? holds(input, tablets) : toAction(input, leader)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const leader = await findLeader(tools, input.cluster);
    const { registered, tablets } = await look(tools, input, leader);
    const nothing: Holds = { tablets: 0 };
    if (!registered) return evidence(absent(input), 'not registered', nothing);
    if (tablets > 0) return evidence(holds(input, tablets), 'not dropped', { tablets } satisfies Holds);
    const action = toAction(input, leader);
    const answer = await drop(tools, input, leader, action.statement);
    if ((await look(tools, input, leader)).registered) {
      throw new MusterError('SQL_FAILED', `${input.node} is still listed after the DROP`, { kind: 'transient' });
    }
    return evidence(action, `${answer}; gone from the list`, nothing);
  },
};

async function look(tools: Tools, input: NodeInput, leader: Leader) {
  const node = findBackend(input);
  const members = await readBackends(tools, input.cluster, leader);
  const member = findMember(members, backendHandle(node));
  const registered = member?.kind === node.role;
  return { registered, tablets: registered && !members.sharedData ? member.tablets : 0 };
}

export async function drop(
  tools: Tools,
  { cluster }: Pick<NodeInput, 'cluster'>,
  leader: Leader,
  statement: string,
): Promise<string> {
  return await askAgain(tools, cluster, leader, statement, { limitMs: LIMIT_MS, taken: 'backend does not exist' });
}

function toAction(input: NodeInput, { host, queryPort }: Leader): Extract<Action, { kind: 'sql' }> {
  const node = findBackend(input);
  return {
    kind: 'sql',
    on: `${host}:${queryPort}`,
    statement: dropBackendNode(node.role, node.host, node.ports.heartbeat),
  };
}

function absent(input: NodeInput): Action {
  return { kind: 'nothing', on: input.node, because: `${backendHandle(findBackend(input))} is not registered` };
}

function holds({ node }: NodeInput, tablets: number): Action {
  return { kind: 'nothing', on: node, because: `it holds ${tablets} tablets: they are moved away first` };
}
