import { MusterError } from '../../../model/error.ts';
import { cancelDecommission as cancelStatement } from '../../../model/starrocks/backend-statements.ts';
import type { DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';
import { evidence } from '../../evidence.ts';
import { type BackendInput, type FoundRow, findRow, readRow } from './find-row.ts';

const LIMIT_MS = 30_000;
const STAYS = 'tablets that have moved stay where they are; the balancer brings others by and by';

/** Ends the drain. What has moved stays moved. */
export const cancelDecommission = {
  async plan(tools: Tools, input: BackendInput): Promise<ChangePlan> {
    const found = await findRow(tools, input);
    return { actions: [notNeeded(input, found) ?? toAction(found.leader, found.target)], later: [STAYS] };
  },

  async perform(tools: Tools, input: BackendInput): Promise<ChangeResult> {
    const found = await findRow(tools, input);
    const { leader, target } = found;
    const nothing = notNeeded(input, found);
    if (nothing !== undefined) return evidence(nothing, 'nothing was sent');
    await ask(tools, input.cluster, leader, cancelStatement(target.host, target.heartbeatPort), LIMIT_MS);
    const now = await readRow(tools, input.cluster, leader, target);
    if (now?.draining) {
      throw new MusterError('SQL_FAILED', `${input.node} still drains after CANCEL DECOMMISSION`, {
        kind: 'transient',
      });
    }
    return evidence(toAction(leader, target), `OK; ${now?.tablets ?? 0} replicas on it; ${STAYS}`);
  },
};

function notNeeded({ node }: BackendInput, { row, target }: FoundRow): Action | undefined {
  const handle = `${target.host}:${target.heartbeatPort}`;
  if (row === undefined) return { kind: 'nothing', on: node, because: `${handle} is not registered any more` };
  if (!row.draining) return { kind: 'nothing', on: node, because: `${handle} does not drain` };
  return undefined;
}

function toAction({ host, queryPort }: SqlPoint, target: DrainTarget): Action {
  return { kind: 'sql', on: `${host}:${queryPort}`, statement: cancelStatement(target.host, target.heartbeatPort) };
}
