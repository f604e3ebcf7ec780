import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { chooseDropPoint } from '../../model/starrocks/choose-drop-point.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { SHOW_FRONTENDS, dropMember, roleOf } from '../../model/starrocks/statements.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';
import { askAgain } from './ask-again.ts';
import { evidence } from '../evidence.ts';
import { type Leader, findLeader, readViews } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';

/** Dropping the dead voter of a pair took up to 10.3 s (recorded on 3.5.7). */
export const DROP_LIMIT_MS = 30_000;

export interface DropInput extends NodeInput {
  /** It stays when an election has made it the leader meanwhile: then it is a member. @default false */
  readonly unlessLeads?: boolean;
}

/** Whether it stayed because it leads by now. */
export type Dropped = { readonly leads: boolean };

/** Takes a frontend out of the cluster, alive or not, in the role that the cluster file gives it. */
export const drop = {
  async plan(tools: Tools, input: DropInput): Promise<ChangePlan> {
    const point = await chooseLeader(tools, input);
    if (stays(input, point)) return { actions: [leading(input)] };
    if (point.rows !== undefined && !isRegistered(point.rows, input)) return { actions: [absent(input)] };
    return { actions: [toAction(input, point)], later: ['it is sent to the frontend that leads when it runs'] };
  },

  async perform(tools: Tools, input: DropInput): Promise<ChangeResult> {
    const point = await chooseLeader(tools, input);
    if (stays(input, point)) return evidence(leading(input), 'nothing was sent', { leads: true } satisfies Dropped);
    if (point.rows !== undefined && !isRegistered(point.rows, input)) return evidence(absent(input), 'not registered');
    const answer = await dropAt(tools, input, point);
    const rows = await ask(tools, input.cluster, point, SHOW_FRONTENDS, 15_000);
    if (isRegistered(parseFrontendRows(rows.rows), input)) {
      throw new MusterError('SQL_FAILED', `${input.node} is still in SHOW FRONTENDS after the DROP`, {
        kind: 'transient',
      });
    }
    return evidence(toAction(input, point), `${answer}; gone from SHOW FRONTENDS`);
  },
};

/** DROP with the limit that a pair needs. "Does not exist" is what a repeated one answers. */
export async function dropAt(tools: Tools, input: NodeInput, point: SqlPoint): Promise<string> {
  const node = findNode(input);
  reportNote(`dropping ${frontendHandle(node)} at ${point.host}`);
  const statement = dropMember(roleOf(node), node.host, node.ports.editLog);
  return await askAgain(tools, input.cluster, point, statement, { limitMs: DROP_LIMIT_MS, taken: 'does not exist' });
}

/**
 * The leader that answers; or, when the node to drop is the silent half of a pair, the one that is named leader:
 * there every read hangs for 10 s while the time to save it runs (recorded on 3.5.7).
 */
async function chooseLeader(tools: Tools, input: NodeInput): Promise<SqlPoint & { rows?: Leader['rows'] }> {
  const node = findNode(input);
  try {
    return await findLeader(tools, input.cluster);
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    // An observer is nobody's half: its loss silences no leader.
    if (node.observer) throw error;
    const views = await readViews(tools, input.cluster, { without: [node.host] });
    const point = chooseDropPoint(views, [node.host]);
    if (point === undefined) throw error;
    return { host: point.leader.host, queryPort: point.leader.queryPort };
  }
}

function isRegistered(rows: readonly FrontendRow[], input: NodeInput): boolean {
  const handle = frontendHandle(findNode(input));
  return rows.some((row) => rowHandle(row) === handle);
}

function toAction(input: NodeInput, { host, queryPort }: SqlPoint): Action {
  const node = findNode(input);
  return {
    kind: 'sql',
    on: `${host}:${queryPort}`,
    statement: dropMember(roleOf(node), node.host, node.ports.editLog),
  };
}

function stays(input: DropInput, { host, queryPort }: SqlPoint): boolean {
  const node = findNode(input);
  return input.unlessLeads === true && host === node.host && queryPort === node.ports.query;
}

function leading(input: NodeInput): Action {
  return {
    kind: 'nothing',
    on: input.node,
    because: `${frontendHandle(findNode(input))} leads by now: it is a member`,
  };
}

function absent(input: NodeInput): Action {
  return { kind: 'nothing', on: input.node, because: `${frontendHandle(findNode(input))} is not registered` };
}
