import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { SHOW_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { askFounder } from './ask-founder.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';

const PROBE_MS = 2_000;

/** One probe: does the first frontend lead a cluster of its own and answer there? */
export async function awaitFounded(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findNode(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    if ((await findProcess(tools, node)) === undefined) {
      return { kind: 'lost', reason: `The process of ${node.alias} ended after its start` };
    }
    const { rows } = await askFounder(tools, input, SHOW_FRONTENDS);
    const own = parseFrontendRows(rows).find((row) => rowHandle(row) === frontendHandle(node));
    if (own === undefined) {
      const names = parseFrontendRows(rows).map(rowHandle).join(', ');
      return { kind: 'lost', reason: `${node.alias} calls itself ${names}, not ${frontendHandle(node)}` };
    }
    if (own.role !== 'LEADER' || !own.alive) throw notYet(`Role ${own.role}, Alive ${own.alive}`, delay);
    return { kind: 'reached', note: `leads cluster ${own.clusterId}${own.version ? `, version ${own.version}` : ''}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
