import { type DatabendCluster, type MetaSpec, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import type { LeaveAnswer } from '../../model/databend/read-leave-answer.ts';
import type { MembershipView, MetaMember } from '../../model/databend/view-membership.ts';
import { NOBODY } from '../../model/databend/leaving.ts';
import { chooseVia, idOf, isGone, sayOther, standOf } from '../../model/databend/view-leaving.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { findLeaving } from './find-leaving.ts';
import { findLeader, readMembership } from './find-leader.ts';
import type { NodeInput } from './find-node.ts';
import { describeLeave, runLeave } from './run-leave.ts';

export interface LeaveInput extends NodeInput {
  /** @default that of the cluster file, or of whoever is recorded at its address */
  readonly id?: number;
  /** What stands in its way is thrown, not given back. @default false */
  readonly last?: boolean;
}

/**
 * What came of it: it left · it leads by now, so that another one has to lead first · a change of the membership waits for a
 * majority, which may be this one: it is not over, and no status shows it.
 */
export type Left = { readonly came: 'left' | 'leads' | 'pending' };

/** Takes an id out of the raft group, alive or not. The id is never used again. */
export const leave = {
  async plan(tools: Tools, input: LeaveInput): Promise<ChangePlan> {
    const { view } = await readMembership(tools, input.cluster);
    const id = input.id ?? idOf(view, findLeaving(input));
    if (id === undefined || (id !== NOBODY && isGone(view, id))) return { actions: [absent(input, id)] };
    if (view.leader === undefined) throw blocked(input, view.whyNone ?? 'nobody leads');
    refuseOther(view, input);
    // What others leave before it is not known here: the quorum is judged by the survey, and again before it is sent.
    const way = chooseWay(input.cluster, view, id);
    return { actions: [toAction(way, id)], later: ['it is asked of the members that live when it runs'] };
  },

  async perform(tools: Tools, input: LeaveInput): Promise<ChangeResult> {
    const { cluster, last = false } = input;
    const { view } = await readMembership(tools, cluster);
    const id = input.id ?? idOf(view, findLeaving(input));
    const stand = id === undefined ? ({ is: 'gone' } as const) : standOf(view, id);
    if (id === undefined || stand.is === 'gone') {
      return evidence(absent(input, id), 'no member tells it, and no record has it', { came: 'left' } satisfies Left);
    }
    refuseOther(view, input);
    if (stand.is === 'leading') return came(input, last, 'leads', leading(input, id), 'nothing was sent');
    if (stand.is === 'blocked') throw blocked(input, stand.why);
    reportNote(`id ${id} is to leave the group`);
    const way = chooseWay(cluster, view, id);
    const { from, answer } = await send(tools, cluster, way, id);
    const action = toAction({ ...way, runners: [from] }, id);
    switch (answer.kind) {
      case 'left':
        return evidence(action, await lookAfter(tools, input, id), { came: 'left' } satisfies Left);
      case 'leads':
        return came(input, last, 'leads', action, 'refused: it leads');
      case 'in-progress':
        return came(input, last, 'pending', action, 'refused: a change of the membership waits for its majority');
      case 'timed-out':
        return came(input, last, 'pending', action, 'no answer within the limit: it may be pending');
      default:
        throw explain(from, answer);
    }
  },
};

/**
 * An id tells nothing of who has it now: the file may be wrong, and somebody may have given it to another node since. Not in the undo
 * of a join, which names none: what came with its own id is its own, also when it gave out a wrong address.
 */
function refuseOther(view: MembershipView, input: LeaveInput): void {
  const other = input.id === undefined ? undefined : sayOther(view, findLeaving(input), input.id);
  if (other === undefined) return;
  throw new MusterError('FOREIGN_CHANGE', other, {
    hint: `muster status   # then correct id or host of ${input.node} in the cluster file`,
  });
}

/** Where the command runs, in this order, and whom it asks. */
interface Way {
  readonly runners: readonly MetaSpec[];
  readonly via: readonly string[];
}

function chooseWay(cluster: DatabendCluster, view: MembershipView, id: number): Way {
  const asked = chooseVia(view, id);
  const runners = asked.flatMap(({ handle }: MetaMember) =>
    metasOf(cluster).filter((one) => metaHandle(one) === handle),
  );
  if (runners.length === 0) {
    throw new MusterError(
      'META_SILENT',
      'No member that lives is in the cluster file: there is nowhere to run the leave',
      {
        hint: 'muster status',
      },
    );
  }
  return { runners, via: asked.map(({ handle }) => handle) };
}

/** From the first host that is reached: where SSH is refused nothing was begun. */
async function send(
  tools: Tools,
  { pace }: DatabendCluster,
  { runners, via }: Way,
  id: number,
): Promise<{ readonly from: MetaSpec; readonly answer: LeaveAnswer }> {
  let unreached: unknown;
  for (const from of runners) {
    try {
      return { from, answer: await runLeave(tools, from, { id, via }, pace) };
    } catch (error) {
      if (!isMusterError(error) || error.code !== 'SSH_UNREACHABLE') throw error;
      unreached = error;
    }
  }
  throw unreached;
}

/** It says nothing, of an id that it does not know and of a last voter too (as read of older versions): only a look tells. */
async function lookAfter(tools: Tools, { cluster, node }: LeaveInput, id: number): Promise<string> {
  const { leader, status } = await findLeader(tools, cluster);
  const listed = [...status.voters, ...status.learners].some((one) => one.id === id);
  if (!listed && id === NOBODY) return `exit 0: no change is pending; ${leader.name} leads`;
  if (!listed) return `exit 0; ${leader.name} leads and no longer has id ${id}`;
  throw new MusterError('CHANGE_PENDING', `The leave of ${node} ended well, and ${leader.name} still has id ${id}`, {
    kind: 'transient',
    hint: 'muster status',
  });
}

function came(input: LeaveInput, last: boolean, kind: Left['came'], action: Action, answer: string): ChangeResult {
  if (!last) return evidence(action, answer, { came: kind } satisfies Left);
  if (kind === 'leads') {
    // Who has just been asked to hand over leads for a moment still.
    throw new MusterError('META_REFUSED', `${input.node} leads, and cannot leave`, {
      kind: 'transient',
      hint: 'muster status   # then retry',
    });
  }
  throw new MusterError(
    'CHANGE_PENDING',
    `The leave of ${input.node} is still pending after several tries: ${answer}`,
    {
      hint: 'muster status   # bring a majority of the voters back, then retry; give no membership command by hand',
    },
  );
}

function explain(from: MetaSpec, answer: LeaveAnswer): MusterError {
  const said = 'said' in answer ? answer.said : '';
  switch (answer.kind) {
    case 'leaderless':
      return new MusterError('NO_LEADER', 'Nobody who was asked for the leave knows a leader', { kind: 'transient' });
    case 'unreached':
      return new MusterError('META_SILENT', `No raft port could be reached from ${from.alias}: ${said}`, {
        kind: 'transient',
      });
    case 'refused':
      return new MusterError('META_REFUSED', `The leave was refused: ${said}`, {
        hint: 'compare home and ports of the cluster file with the nodes',
      });
    default:
      return new MusterError('META_REFUSED', `The leave failed: ${said || 'it said nothing'}`, {
        kind: 'unknown',
        hint: 'muster status',
      });
  }
}

function blocked({ node }: NodeInput, why: string): MusterError {
  return new MusterError('NO_QUORUM', `${node} cannot leave now: ${why}`, { kind: 'transient', hint: 'muster status' });
}

function toAction({ runners: [from], via }: Way, id: number): Action {
  if (from === undefined) throw new TypeError('nowhere to run it');
  return { kind: 'command', on: from.alias, command: describeLeave(from, { id, via }) };
}

function leading({ node }: NodeInput, id: number): Action {
  return { kind: 'nothing', on: node, because: `id ${id} leads: another one has to lead first` };
}

function absent({ node }: NodeInput, id: number | undefined): Action {
  return { kind: 'nothing', on: node, because: id === undefined ? 'nobody has it' : `nobody has id ${id} any more` };
}
