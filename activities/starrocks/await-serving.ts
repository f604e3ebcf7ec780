import { frontendHandle } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeServing } from '../../model/starrocks/judge-serving.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { findLeader } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';

const PROBE_MS = 2_000;

/** Alive is not readiness: its own MySQL port has to greet, answer, and tell of the same cluster (recorded on 3.5.7). */
export async function awaitServing(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findNode(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const leader = await findLeader(tools, input.cluster);
    const { rows } = await ask(
      tools,
      input.cluster,
      { host: node.host, queryPort: node.ports.query },
      SHOW_LOCAL_FRONTENDS,
      3_000,
    );
    const verdict = judgeServing(frontendHandle(node), leader.rows, parseFrontendRows(rows));
    if (!verdict.serving) throw notYet(verdict.why, delay);
    const own = leader.rows.find((row) => rowHandle(row) === frontendHandle(node));
    return { kind: 'reached', note: `${verdict.why}${own?.version === undefined ? '' : `, version ${own.version}`}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
