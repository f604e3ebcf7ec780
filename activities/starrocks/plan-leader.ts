import { isMusterError } from '../../model/error.ts';
import type { LeaderView } from '../../model/starrocks/choose-helpers.ts';
import type { Tools } from '../tools.ts';
import type { SqlPoint } from './ask.ts';
import { findLeaderBeside } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';

export interface JoinInput extends NodeInput {
  /** Alias of the frontend that will lead, in a plan made before there is one. @default the cluster is there already */
  readonly founder?: string;
}

/** The leader as a plan names it. To perform anything it is always looked for anew. */
export async function planLeader(tools: Tools, input: JoinInput): Promise<SqlPoint & LeaderView> {
  try {
    return await findLeaderBeside(tools, input.cluster, [findNode(input).host]);
  } catch (error) {
    if (input.founder === undefined || !isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    const { host, ports } = findNode({ ...input, node: input.founder });
    return { host, queryPort: ports.query, editLogPort: ports.editLog, rows: [] };
  }
}
