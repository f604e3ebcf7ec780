import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { nameMember } from '../../model/starrocks/leaving.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { findLeader } from './find-leader.ts';

/** An election takes 1 to 3 s, after a silent cut 30 to 38 s (recorded on 3.5.7). */
const PROBE_MS = 1_000;

export interface AwaitLeaderInput {
  readonly cluster: StarRocksCluster;
  /** Names of those that must not be it. */
  readonly not: readonly string[];
}

/** Alias or handle of the one that leads. */
export type Leads = { readonly leader: string };

/** One probe: does a leader answer, and is it one that may be it? */
export async function awaitLeader(tools: Tools, { cluster, not }: AwaitLeaderInput): Promise<WaitResult> {
  const delay = PROBE_MS * cluster.pace;
  try {
    const { host, editLogPort } = await findLeader(tools, cluster);
    const leader = nameMember(cluster, rowHandle({ host, editLogPort }));
    if (not.includes(leader)) throw notYet(`${leader} still leads`, delay);
    return { kind: 'reached', note: `${leader} leads and answers`, value: { leader } satisfies Leads };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}
