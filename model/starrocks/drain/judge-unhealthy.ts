import type { Finding } from '../../step.ts';
import type { DrainReading } from './drain-reading.ts';
import { count, listSome } from './group.ts';

/**
 * Gate `unhealthy`: what is being repaired already competes for the same slots, and may stand on the node that goes.
 * `lost`: the nodes are dead, which makes their tablets unhealthy a while later; what would be lost with them is another gate's.
 */
export function judgeUnhealthy({ statistic, unhealthy, backends }: DrainReading, lost = false): readonly Finding[] {
  const { total } = statistic;
  const about = { gate: 'unhealthy', subject: 'tablets' } as const;
  const findings: Finding[] = [];
  if (total.unhealthy > 0) {
    const examples = unhealthy.length === 0 ? '' : `: ${listSome(unhealthy)}`;
    // A drain makes all its tablets unhealthy in its first second (recorded on 3.5.7).
    const drains = backends.some(({ draining }) => draining);
    const explained = drains || lost;
    const as = drains ? ', as those of a node that drains are' : ', as those of a node that is dead are';
    findings.push({
      ...about,
      severity: explained ? 'warning' : 'refusal',
      message: `${count(total.unhealthy, 'tablet')} ${total.unhealthy === 1 ? 'is' : 'are'} not healthy${explained ? as : ''}${examples}`,
      next: ["SHOW PROC '/statistic';", "SHOW PROC '/cluster_balance/pending_tablets';"],
    });
  }
  if (total.cloning > 0) {
    findings.push({
      ...about,
      severity: 'warning',
      message: `${count(total.cloning, 'tablet')} ${total.cloning === 1 ? 'is' : 'are'} being copied now`,
      next: ["SHOW PROC '/cluster_balance/running_tablets';"],
    });
  }
  if (findings.length > 0) return findings;
  return [{ ...about, severity: 'ok', message: `all ${count(total.tablets, 'tablet')} are healthy` }];
}
