import { MusterError, isMusterError } from '../../../model/error.ts';
import { dropBackend } from '../../../model/starrocks/backend-statements.ts';
import type { BackendRow } from '../../../model/starrocks/data/backend-rows.ts';
import type { DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';
import { evidence } from '../../evidence.ts';
import { type BackendInput, type FoundRow, findRow, readRow } from './find-row.ts';
import { describeMoreLoss, readLastReplicas } from './read-last-replicas.ts';

export interface DropInput extends BackendInput {
  /** The one that is meant: the same address with another id is another backend. @default whichever is there */
  readonly backendId?: string | null;
  /** With what is on it: confirmed by its phrase. @default false: refused while it holds a replica */
  readonly force?: boolean;
  /** With `force`: so many tablets had their last replica there when the phrase was typed. @default not counted again */
  readonly losing?: number | undefined;
  /** It was called lost: alive again, what it holds can be moved. @default false */
  readonly lost?: boolean;
  /** Its data are in object storage: what it counts as tablets is not lost with it. @default false */
  readonly shared?: boolean;
  /** It was emptied by a drain, which has to hold still. @default false */
  readonly drained?: boolean;
}

const LIMIT_MS = 30_000;

/** Takes a backend out of the cluster for good. */
export const drop = {
  async plan(tools: Tools, input: DropInput): Promise<ChangePlan> {
    const { leader, target, row } = await findRow(tools, input);
    if (row === undefined) return { actions: [absent(input, target)] };
    return {
      actions: [toAction(input, leader, target)],
      later: ['it is sent to the frontend that leads when it runs'],
    };
  },

  async perform(tools: Tools, input: DropInput): Promise<ChangeResult> {
    const { leader, target, row } = await findRow(tools, input);
    if (row === undefined) return evidence(absent(input, target), 'not registered');
    refuse(input, row);
    await refuseMoreLoss(tools, input, { leader, target, row });
    const { host, heartbeatPort } = target;
    reportNote(`dropping ${host}:${heartbeatPort}`);
    let answer = 'OK';
    try {
      const { force = false } = input;
      await ask(tools, input.cluster, leader, dropBackend(host, heartbeatPort, { force }), LIMIT_MS);
    } catch (error) {
      // What a repeated one answers, with the product's own spelling (recorded on 3.5.7).
      if (!isMusterError(error) || !/backend does not exists?\[/i.test(error.message)) throw error;
      answer = error.message;
    }
    if ((await readRow(tools, input.cluster, leader, target)) !== undefined) {
      throw new MusterError('SQL_FAILED', `${input.node} is still in SHOW BACKENDS after the DROP: ${answer}`, {
        kind: 'transient',
      });
    }
    return evidence(toAction(input, leader, target), `${answer}; gone from SHOW BACKENDS`);
  },
};

/** Without FORCE the product itself looks at tables with one replica only: 99 copies of others were gone at once (recorded on 3.5.7). */
function refuse(input: DropInput, row: BackendRow): void {
  const { node, backendId, force = false, shared = false, drained = false, lost = false } = input;
  if (backendId !== undefined && backendId !== row.id) {
    throw new MusterError('PLAN_OUTDATED', `${node} is another backend by now: ${row.id}, not ${backendId ?? 'gone'}`, {
      hint: 'muster ops abandon   # then, if it is to go too: muster remove',
    });
  }
  if (shared) return;
  if (force && lost && row.alive && row.tablets > 0) {
    throw new MusterError('CHECK_REFUSED', `${node} lives again: its ${row.tablets} replicas can be moved`, {
      hint: drained
        ? 'muster ops retry   # once it is empty: it drains on'
        : `muster ops abandon   # then: muster remove ${node}, which drains it`,
    });
  }
  if (force) return;
  if (row.tablets > 0)
    throw new MusterError('CHECK_REFUSED', `${node} holds ${row.tablets} replicas: a DROP would lose them`, {
      hint: 'muster ops abandon   # then: muster remove, which drains it',
    });
  if (drained && !row.draining)
    throw new MusterError('CHECK_REFUSED', `${node} does not drain any more: it could be given tablets at any moment`, {
      hint: 'muster ops abandon   # then: muster remove, which drains it',
    });
}

/** The phrase was typed for what was to be lost then; a window, a pause or a person may have held the DROP for days since. */
async function refuseMoreLoss(tools: Tools, input: DropInput, found: Required<FoundRow>): Promise<void> {
  const { cluster, node, force = false, shared = false, losing } = input;
  if (!force || shared || losing === undefined || found.row.tablets === 0) return;
  const reason = describeMoreLoss(node, await readLastReplicas(tools, cluster, found.leader, found.target), losing);
  if (reason === undefined) return;
  throw new MusterError('CHECK_REFUSED', reason, {
    hint: 'muster ops retry   # once they have another one; or: muster ops abandon',
  });
}

function toAction({ force = false }: DropInput, { host, queryPort }: SqlPoint, target: DrainTarget): Action {
  const statement = dropBackend(target.host, target.heartbeatPort, { force });
  return { kind: 'sql', on: `${host}:${queryPort}`, statement };
}

function absent({ node }: DropInput, { host, heartbeatPort }: DrainTarget): Action {
  return { kind: 'nothing', on: node, because: `${host}:${heartbeatPort} is not registered` };
}
