import { MusterError, isMusterError } from '../../model/error.ts';
import { chooseDropPoint } from '../../model/starrocks/choose-drop-point.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { leavingHandle } from '../../model/starrocks/leaving.ts';
import { readSqlText } from '../../model/starrocks/read-sql-text.ts';
import { refuseStep } from '../../model/starrocks/removal-steps.ts';
import { type MemberRole, SHOW_FRONTENDS, dropMember } from '../../model/starrocks/statements.ts';
import { type MemberReading, viewMembers } from '../../model/starrocks/view-members.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityAttempt, reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';
import { DROP_LIMIT_MS } from './drop.ts';
import { evidence } from '../evidence.ts';
import { findLeader, queryPortOf, readViews } from './find-leader.ts';
import { type LeavingInput, findLeaving } from './find-leaving.ts';
import type { SilencedLeader } from './survey-removal.ts';

export interface ExpelInput extends LeavingInput {
  readonly lost: boolean;
  /** The leader of a pair whose other half this is, and dead: the DROP goes there with nothing asked before. */
  readonly at: SilencedLeader | null;
  /** Whether it must be dropped now, or may say that it leads. */
  readonly last: boolean;
}

/** Whether it could not be dropped because it leads by now. */
export type Expelled = { readonly leads: boolean };

/** Takes a member out of the cluster, by the role that it is registered with; each time with a fresh look at the quorum. */
export const expel = {
  async plan(tools: Tools, input: ExpelInput): Promise<ChangePlan> {
    if (input.at !== null) return { actions: [toAction(input, input.at, 'FOLLOWER')] };
    const leader = await choosePoint(tools, input);
    const row = findRow(leader.rows, input);
    if (row === undefined) return { actions: [absent(input)] };
    return {
      actions: [toAction(input, leader, roleOf(row))],
      later: ['it is sent to the frontend that leads when it runs'],
    };
  },

  async perform(tools: Tools, input: ExpelInput): Promise<ChangeResult> {
    // A second try comes because the first one failed: by then the leader may be another one.
    if (input.at !== null && activityAttempt() % 2 === 1) return await dropAt(tools, input, input.at, 'FOLLOWER');
    const point = await choosePoint(tools, input);
    const row = findRow(point.rows, input);
    if (row === undefined) return evidence(absent(input), 'not registered');
    // Elected in between; who asked is to let it stand down first.
    if (row.role === 'LEADER' && !input.last)
      return evidence(leading(input), 'nothing was sent', { leads: true } satisfies Expelled);
    const refused = refuseStep(viewMembers(point), { kind: 'drop', handle: rowHandle(row) });
    if (refused !== undefined) throw new MusterError('CHECK_REFUSED', refused.message, { hint: 'muster ops retry' });
    return await dropAt(tools, input, point, roleOf(row));
  },
};

async function dropAt(tools: Tools, input: ExpelInput, point: SqlPoint, role: MemberRole): Promise<ChangeResult> {
  const answer = await send(tools, input, point, role);
  const { rows } = await ask(tools, input.cluster, point, SHOW_FRONTENDS, 15_000);
  if (findRow(parseFrontendRows(rows), input) !== undefined) {
    throw new MusterError('SQL_FAILED', `${input.node} is still in SHOW FRONTENDS after the DROP: ${answer}`, {
      kind: 'transient',
    });
  }
  return evidence(toAction(input, point, role), `${answer}; gone from SHOW FRONTENDS`);
}

/**
 * "Does not exist" is what a repeated one answers, and the other role's word what a new registration does; whether it is gone
 * is read afterwards. That it leads by now, or that its leader went, is for the next try, which looks anew.
 */
async function send(tools: Tools, input: ExpelInput, point: SqlPoint, role: MemberRole): Promise<string> {
  const { host, editLogPort } = findLeaving(input);
  reportNote(`dropping ${host}:${editLogPort} at ${point.host}`);
  try {
    await ask(tools, input.cluster, point, dropMember(role, host, editLogPort), DROP_LIMIT_MS);
    return 'OK';
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'SQL_FAILED') throw error;
    const meaning = readSqlText(error.message);
    if (meaning === 'does not exist' || meaning === 'other role') return error.message;
    if (meaning === 'is leader') throw new MusterError('NO_LEADER', error.message, { kind: 'transient', cause: error });
    throw error;
  }
}

type Point = SqlPoint & MemberReading;

async function choosePoint(tools: Tools, { cluster, lost, node }: ExpelInput): Promise<Point> {
  try {
    return await findLeader(tools, cluster);
  } catch (error) {
    if (!lost || !isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    const { host } = findLeaving({ cluster, node });
    const views = await readViews(tools, cluster, { without: [host] });
    const found = chooseDropPoint(views, [host]);
    if (found === undefined) throw error;
    const { leader, rows } = found;
    return {
      host: leader.host,
      queryPort: queryPortOf(cluster, leader),
      rows,
      answering: views.map(({ from }) => from),
    };
  }
}

function findRow(rows: readonly FrontendRow[], input: LeavingInput): FrontendRow | undefined {
  const handle = leavingHandle(findLeaving(input));
  return rows.find((row) => rowHandle(row) === handle);
}

/** The leader is a follower by registration. */
function roleOf({ role }: FrontendRow): MemberRole {
  return role === 'OBSERVER' ? 'OBSERVER' : 'FOLLOWER';
}

function toAction(input: LeavingInput, { host, queryPort }: SqlPoint, role: MemberRole): Action {
  const leaving = findLeaving(input);
  const on = host === leaving.host ? 'the frontend that leads then' : `${host}:${queryPort}`;
  return { kind: 'sql', on, statement: dropMember(role, leaving.host, leaving.editLogPort) };
}

function leading(input: LeavingInput): Action {
  return { kind: 'nothing', on: input.node, because: `${leavingHandle(findLeaving(input))} leads by now` };
}

function absent(input: LeavingInput): Action {
  return { kind: 'nothing', on: input.node, because: `${leavingHandle(findLeaving(input))} is not registered` };
}
