import { isMusterError } from '../../../model/error.ts';
import type { WaitResult } from '../../../model/step.ts';
import { notYet } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { type BackendInput, findRow } from './find-row.ts';

const PROBE_MS = 1_000;

/** One probe: has the leader, whoever that is by now, no such backend any more? */
export async function awaitDropped(tools: Tools, input: BackendInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const { leader, row } = await findRow(tools, input);
    if (row !== undefined) throw notYet(`the leader ${leader.host} still lists ${input.node}`, delay);
    return { kind: 'reached', note: `gone from SHOW BACKENDS of the leader, ${leader.host}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
