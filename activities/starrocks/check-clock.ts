import { type StarRocksCluster, type StarRocksNode, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { type ClockPeer, judgeClock } from '../../model/starrocks/judge-clock.ts';
import type { Finding } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { readClock } from './read-clock.ts';

/** The gate `clock`: against the leader's host where the file has it, which is what the product compares; else the worker's. */
export async function checkClock(
  tools: Tools,
  cluster: StarRocksCluster,
  node: StarRocksNode,
  leaderHost: string | undefined,
): Promise<Finding> {
  const own = await readClock(tools, node.ssh);
  if (own === undefined) {
    return {
      gate: 'clock',
      severity: 'warning',
      subject: node.alias,
      message: `date on ${node.alias} gives no milliseconds`,
    };
  }
  return judgeClock(node.alias, own, await readPeer(tools, cluster, leaderHost));
}

async function readPeer(tools: Tools, cluster: StarRocksCluster, leaderHost: string | undefined): Promise<ClockPeer> {
  const leader = frontendsOf(cluster).find(({ host }) => host === leaderHost);
  const worker: ClockPeer = { name: 'the worker', clock: { aheadMs: 0, doubtMs: 0 } };
  if (leader === undefined) return worker;
  try {
    const clock = await readClock(tools, leader.ssh);
    return clock === undefined ? worker : { name: `the leader, ${leader.alias}`, clock };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { name: `the worker (the leader's host is out of reach)`, clock: worker.clock };
  }
}
