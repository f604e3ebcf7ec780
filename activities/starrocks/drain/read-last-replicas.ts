import type { StarRocksCluster } from '../../../model/starrocks/cluster-spec.ts';
import type { DrainTarget, TabletReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { count, listSome } from '../../../model/starrocks/drain/group.ts';
import { findLoss } from '../../../model/starrocks/drain/judge-loss.ts';
import { viewRemaining } from '../../../model/starrocks/drain/remaining.ts';
import { nameTablet } from '../../../model/starrocks/drain/tablet-health.ts';
import type { Tools } from '../../tools.ts';
import { askingLeader } from '../data/ask-leader.ts';
import { readBackends } from '../data/read-backends.ts';
import { readDrain } from '../data/read-drain.ts';
import type { Leader } from '../find-leader.ts';

/** Tablets that have no readable replica but on this backend, as it is now. Heavy: right before what cannot be taken back. */
export async function readLastReplicas(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: Leader,
  target: DrainTarget,
): Promise<readonly TabletReading[]> {
  const members = await readBackends(tools, cluster, leader);
  const reading = await readDrain(askingLeader(tools, cluster, leader), members, { deep: true });
  return findLoss(reading, viewRemaining(reading, [target])).tablets;
}

/** Nothing where no more would be lost than was confirmed. */
export function describeMoreLoss(
  node: string,
  tablets: readonly TabletReading[],
  confirmed: number,
): string | undefined {
  if (tablets.length <= confirmed) return undefined;
  const names = listSome(tablets.map(nameTablet));
  return `${node} has the last replica of ${count(tablets.length, 'tablet')} by now, and ${confirmed} were confirmed: ${names}`;
}
