import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { type FrontendRow, isHalfJoined, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeMembership } from '../../model/starrocks/judge-membership.ts';
import { SHOW_FRONTENDS, addMember, roleOf } from '../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { askAgain } from './ask-again.ts';
import { evidence } from '../evidence.ts';
import { findLeaderBeside } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { type JoinInput, planLeader } from './plan-leader.ts';

/** Recorded: 7 to 115 ms. A leader that lost its quorum would hang 40 s and exit; it was asked just before. */
const ADD_LIMIT_MS = 10_000;

/** Where the leader was when the node was registered; the rescue goes there without reading anything. */
export type RegisteredAt = { readonly host: string; readonly queryPort: number; readonly voters: number };

export const register = {
  async plan(tools: Tools, input: JoinInput): Promise<ChangePlan> {
    const leader = await planLeader(tools, input);
    const row = findRow(leader.rows, input);
    const action = row === undefined ? toAction(input, leader) : adopted(input);
    return { actions: [action], later: ['it is sent to the frontend that leads when it runs'] };
  },

  async perform(tools: Tools, input: JoinInput): Promise<ChangeResult> {
    const node = findNode(input);
    // Anew before every ADD: one without a quorum makes the leader exit (recorded on 3.5.7).
    const leader = await findLeaderBeside(tools, input.cluster, [node.host]);
    const value = { leader: { host: leader.host, queryPort: leader.queryPort, voters: leader.voters } };
    if (findRow(leader.rows, input) !== undefined) return evidence(adopted(input), 'registered already', value);
    const refusal = judgeMembership(leader, [node]).find(({ severity }) => severity === 'refusal');
    if (refusal !== undefined)
      throw new MusterError('CHECK_REFUSED', refusal.message, {
        ...(refusal.next?.[0] !== undefined && { hint: refusal.next[0] }),
      });
    const action = toAction(input, leader);
    reportNote(`registering at ${leader.host}`);
    const statement = addMember(roleOf(node), node.host, node.ports.editLog);
    const answer = await askAgain(tools, input.cluster, leader, statement, {
      limitMs: ADD_LIMIT_MS,
      taken: 'already exists',
    });
    const { rows } = await ask(tools, input.cluster, leader, SHOW_FRONTENDS, 5_000);
    const row = findRow(parseFrontendRows(rows), input);
    if (row === undefined) {
      throw new MusterError('NOT_MEMBER', `${node.alias} is not in SHOW FRONTENDS after the ADD`, {
        kind: 'transient',
      });
    }
    return evidence(action, `${answer}; registered as ${row.name}`, value);
  },
};

/** The row of this node when it may be adopted; anything else under its host is the business of the checks. */
function findRow(rows: readonly FrontendRow[], input: NodeInput): FrontendRow | undefined {
  const node = findNode(input);
  const handle = frontendHandle(node);
  return rows.find((row) => rowHandle(row) === handle && row.role === roleOf(node) && (isHalfJoined(row) || row.join));
}

function toAction(input: NodeInput, leader: { readonly host: string; readonly queryPort: number }): Action {
  const node = findNode(input);
  return {
    kind: 'sql',
    on: `${leader.host}:${leader.queryPort}`,
    statement: addMember(roleOf(node), node.host, node.ports.editLog),
  };
}

function adopted(input: NodeInput): Action {
  const node = findNode(input);
  const what = node.observer ? 'an observer' : 'a follower';
  return { kind: 'nothing', on: node.alias, because: `${frontendHandle(node)} is registered as ${what} already` };
}
