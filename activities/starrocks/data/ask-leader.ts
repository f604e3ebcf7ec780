import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import type { RawRow } from '../../../model/starrocks/data/raw-row.ts';
import type { Tools } from '../../tools.ts';
import { type SqlPoint, ask } from '../ask.ts';

/** A list of a large database may take its time; the lock of a load that commits is waited for too. */
const LIMIT_MS = 20_000;

/** Reads about data, put to one frontend: SHOW PROC is answered by whoever is asked. */
export type AskLeader = (statement: string) => Promise<readonly RawRow[]>;

export function askingLeader(tools: Tools, cluster: StarRocksCluster, leader: SqlPoint): AskLeader {
  return async (statement) => (await ask(tools, cluster, leader, statement, LIMIT_MS)).rows;
}

/** What was dropped since it was listed, or a version does not know, is no answer; everything else is thrown. */
export async function orNoAnswer<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMusterError(error) && error.code === 'SQL_FAILED') return undefined;
    throw error;
  }
}
