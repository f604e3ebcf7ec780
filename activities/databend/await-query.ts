import { phraseDiagnosis } from '../../model/databend/diagnose/diagnose-unit.ts';
import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { diagnose } from './diagnose.ts';
import { type NodeInput, findQuery } from './find-node.ts';
import { PROVING_QUERY, askQuery } from './query-node.ts';
import { serviceOf } from './service-of.ts';

const PROBE_MS = 1_000;

/** One probe: does the Query node answer a query that needs the Meta service? */
export async function awaitQuery(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findQuery(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    await askQuery(tools, node, input.cluster.pace);
    return { kind: 'reached', note: `${node.alias} answers ${PROVING_QUERY}` };
  } catch (error) {
    if (!isMusterError(error) || error.kind === 'refused') throw error;
    if (await isDown(tools, input)) return await tellDown(tools, input);
    throw notYet(error.message, delay);
  }
}

/** Only where that is known: a host that cannot be asked may serve all the same. */
async function isDown(tools: Tools, input: NodeInput): Promise<boolean> {
  try {
    const { process, unit } = await serviceOf(tools, findQuery(input)).inspect();
    return process === undefined && unit?.active !== 'activating';
  } catch (error) {
    if (isMusterError(error)) return false;
    throw error;
  }
}

async function tellDown(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findQuery(input);
  const [first] = await diagnose(tools, node);
  const why = first === undefined ? '' : `: ${phraseDiagnosis(first)}`;
  return {
    kind: 'lost',
    reason: `${node.unit} on ${node.alias} does not run${why}`,
    ...(first?.next[0] !== undefined && { hint: first.next[0] }),
  };
}
