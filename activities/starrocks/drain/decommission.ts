import { MusterError, isMusterError } from '../../../model/error.ts';
import { decommissionBackend } from '../../../model/starrocks/backend-statements.ts';
import type { BackendRow } from '../../../model/starrocks/data/backend-rows.ts';
import type { DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { activityNow } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';
import { evidence } from '../../evidence.ts';
import { type BackendInput, findRow, readRow } from './find-row.ts';

const LIMIT_MS = 30_000;

/** What the drain begins with. `backendId` null: it is gone already. */
export type Begun = {
  readonly backendId: string | null;
  readonly left: number;
  readonly bytes: number;
  /** In ms since 1970, by the clock of the server. */
  readonly at: number;
};

/** Sends a backend's tablets away. One that drains already, by whomever, is taken up as it is. */
export const decommission = {
  async plan(tools: Tools, input: BackendInput): Promise<ChangePlan> {
    const { leader, target, row } = await findRow(tools, input);
    if (row === undefined) return { actions: [absent(input, target)] };
    if (row.draining) return { actions: [adopted(input, row)] };
    return { actions: [toAction(leader, target)], later: ['it is sent to the frontend that leads when it runs'] };
  },

  async perform(tools: Tools, input: BackendInput): Promise<ChangeResult> {
    const { leader, target, row } = await findRow(tools, input);
    if (row === undefined)
      return evidence(absent(input, target), 'nothing was sent', {
        backendId: null,
        left: 0,
        bytes: 0,
        at: activityNow(),
      });
    if (row.draining) return evidence(adopted(input, row), 'nothing was sent', begun(row));
    const { host, heartbeatPort } = target;
    try {
      await ask(tools, input.cluster, leader, decommissionBackend(host, heartbeatPort), LIMIT_MS);
    } catch (error) {
      throw explain(error, input);
    }
    const now = await readRow(tools, input.cluster, leader, target);
    if (now?.id !== row.id || !now.draining) {
      throw new MusterError('SQL_FAILED', `${input.node} does not drain after its DECOMMISSION`, { kind: 'transient' });
    }
    return evidence(
      toAction(leader, target),
      `OK; SystemDecommissioned is true, ${now.tablets} replicas on it`,
      begun(now),
    );
  },
};

function begun({ id, tablets, usedBytes }: BackendRow): Begun {
  return { backendId: id, left: tablets, bytes: usedBytes, at: activityNow() };
}

/** The product does its own sums, and counts backends where it would have to count hosts (as read). */
function explain(error: unknown, { node }: BackendInput): unknown {
  if (!isMusterError(error) || error.code !== 'SQL_FAILED') return error;
  const isSum = /insufficient (disk space|BE number)/i.test(error.message);
  return new MusterError('SQL_FAILED', error.message, {
    kind: 'refused',
    hint: isSum ? `muster add <another backend>   # then: muster remove ${node}` : 'muster status',
    cause: error,
  });
}

function toAction({ host, queryPort }: SqlPoint, target: DrainTarget): Action {
  const statement = decommissionBackend(target.host, target.heartbeatPort);
  return { kind: 'sql', on: `${host}:${queryPort}`, statement };
}

function adopted({ node }: BackendInput, { tablets }: BackendRow): Action {
  const state = tablets === 0 ? 'it has been drained already' : `it drains already, ${tablets} replicas are left`;
  return { kind: 'nothing', on: node, because: `${state}: taken up as it is` };
}

function absent({ node }: BackendInput, { host, heartbeatPort }: DrainTarget): Action {
  return { kind: 'nothing', on: node, because: `${host}:${heartbeatPort} is not registered` };
}
