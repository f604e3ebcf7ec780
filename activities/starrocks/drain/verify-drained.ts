import { isMusterError } from '../../../model/error.ts';
import type { BackendRow } from '../../../model/starrocks/data/backend-rows.ts';
import { SHOW_STATISTIC } from '../../../model/starrocks/data/statements.ts';
import { parseStatistic } from '../../../model/starrocks/data/statistic-rows.ts';
import type { DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import type { WaitResult } from '../../../model/step.ts';
import { activityAttempt, notYet } from '../../context.ts';
import { askingLeader } from '../data/ask-leader.ts';
import type { Leader } from '../find-leader.ts';
import type { Tools } from '../../tools.ts';
import { type BackendInput, findRow, readRow } from './find-row.ts';
import { describeMoreLoss, readLastReplicas } from './read-last-replicas.ts';

export interface VerifyInput extends BackendInput {
  /** Null: it was gone already. */
  readonly backendId: string | null;
  /** So many replicas cannot move, and are dropped with it: confirmed. */
  readonly stays: number | null;
}

const PROBE_MS = 3_000;
/** What was ill before the drain need not get well: after so many looks it is only said. No replica of it is here. */
const LOOKS = 10;

/** Right before the DROP: the same backend, still draining, empty in two looks, and no replica ill because of it. */
export async function verifyDrained(tools: Tools, input: VerifyInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const { leader, target, row } = await findRow(tools, input);
    if (row === undefined) return { kind: 'reached', note: `${input.node} is not registered any more` };
    const first = doubt(input, row);
    if (first !== undefined) return first;
    const asked = askingLeader(tools, input.cluster, leader);
    const unhealthy = parseStatistic(await asked(SHOW_STATISTIC)).total.unhealthy;
    const again = await readRow(tools, input.cluster, leader, target);
    if (again === undefined) return { kind: 'reached', note: `${input.node} is not registered any more` };
    const second =
      doubt(input, again) ?? (again.tablets > 0 ? await doubtLoss(tools, input, leader, target) : undefined);
    if (second !== undefined) return second;
    if (unhealthy > 0 && activityAttempt() < LOOKS) throw notYet(`${unhealthy} tablets are unhealthy`, delay);
    const whose = again.tablets === 0 ? ', none of them for it' : '';
    const ill = unhealthy === 0 ? 'all tablets are healthy' : `${unhealthy} tablets are unhealthy${whose}`;
    const holds = again.tablets === 0 ? 'is empty' : `holds ${again.tablets} replicas that cannot move`;
    return { kind: 'reached', note: `${input.node} ${holds}, asked twice; ${ill}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

/** It has stood still with more than was confirmed. What has a replica elsewhere may go with it; what has lost that one meanwhile may not. */
async function doubtLoss(
  tools: Tools,
  { cluster, node, stays }: VerifyInput,
  leader: Leader,
  target: DrainTarget,
): Promise<WaitResult | undefined> {
  const reason = describeMoreLoss(node, await readLastReplicas(tools, cluster, leader, target), stays ?? 0);
  if (reason === undefined) return undefined;
  const hint = `muster ops undo   # then: muster remove ${node} --lost, which asks for the phrase anew`;
  return { kind: 'lost', reason, hint };
}

function doubt(
  { node, backendId, stays }: VerifyInput,
  row: Pick<BackendRow, 'id' | 'draining' | 'tablets' | 'alive'>,
): WaitResult | undefined {
  const hint = 'muster ops retry   # drains it again; or: muster ops undo';
  if (row.id !== backendId) {
    const reason = `${node} was dropped and added again: ${row.id} is not ${backendId ?? 'the one that was gone'}`;
    return { kind: 'lost', reason, hint: 'muster ops undo' };
  }
  if (!row.draining) return { kind: 'lost', reason: `the DECOMMISSION of ${node} was cancelled`, hint };
  if (row.tablets > 0 && stays === null)
    return { kind: 'lost', reason: `${node} holds ${row.tablets} replicas again`, hint };
  if (row.tablets > 0 && row.alive)
    return { kind: 'lost', reason: `${node} lives again: its ${row.tablets} replicas can be moved`, hint };
  return undefined;
}
