import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { findStrangers } from '../../model/starrocks/choose-cluster.ts';
import type { FrontendRow } from '../../model/starrocks/frontend-rows.ts';
import { nameLeader } from '../../model/starrocks/name-leader.ts';
import type { Tools } from '../tools.ts';
import { findDeadHalf } from './find-silenced.ts';
import { type Leader, findLeader, readViews } from './find-leader.ts';

export interface MembershipReading {
  readonly rows: readonly FrontendRow[];
  readonly leader?: Leader;
  /** Why no leader answers. */
  readonly trouble?: string;
  /** Hosts of the file that answer for another cluster. */
  readonly strangers: readonly string[];
}

/** The leader's list; without a leader, what any frontend still remembers, which is marked as such. For reading only. */
export async function readMembership(tools: Tools, cluster: StarRocksCluster): Promise<MembershipReading> {
  try {
    const leader = await findLeader(tools, cluster);
    return { rows: leader.rows, leader, strangers: [] };
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    const views = await readViews(tools, cluster);
    const strangers = findStrangers(views);
    if (strangers.length > 0) return { ...(await readMembership(tools, without(cluster, strangers))), strangers };
    const [view] = views;
    if (view === undefined) throw (await explainSilence(tools, cluster, error)) ?? nobodyAnswers(cluster, error);
    const naming = nameLeader(views);
    return { rows: view.rows, trouble: naming.kind === 'none' ? naming.why : error.message, strangers };
  }
}

function without(cluster: StarRocksCluster, hosts: readonly string[]): StarRocksCluster {
  return { ...cluster, nodes: frontendsOf(cluster).filter(({ host }) => !hosts.includes(host)) };
}

/** The leader of a pair whose other half is dead answers, and no longer lists anyone (recorded on 3.5.7). */
async function explainSilence(
  tools: Tools,
  cluster: StarRocksCluster,
  cause: MusterError,
): Promise<MusterError | undefined> {
  const pair = await findDeadHalf(tools, cluster, []);
  if (pair === undefined) return undefined;
  const { dead, leader } = pair;
  const message = `${dead} is the dead half of a pair: its leader ${leader} ends about 40 s after the first write that fails`;
  return new MusterError('NO_QUORUM', message, {
    kind: 'unknown',
    hint: `muster remove ${dead} --lost`,
    cause,
  });
}

function nobodyAnswers(cluster: StarRocksCluster, cause: MusterError): MusterError {
  const asked = frontendsOf(cluster)
    .map(({ host, ports }) => `${host}:${ports.query}`)
    .join(', ');
  return new MusterError('SQL_UNREACHABLE', `No frontend of ${cluster.name} answers: asked ${asked}`, {
    kind: 'transient',
    hint: 'muster check   # looks at the hosts as well',
    cause,
  });
}
