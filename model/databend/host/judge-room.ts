import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { type MetaHostReading, say } from './meta-host.ts';

const GIB_IN_KIB = 1024 * 1024;
/** Ours: a chunk of its log has up to 256 MB, and a snapshot is written beside the last one (defaults, recorded). */
const LEAST_KIB = GIB_IN_KIB;

export function judgeRoom(node: MetaSpec, { freeKib }: MetaHostReading): Finding {
  if (freeKib === undefined) {
    return say(node, 'raft-space', 'warning', `df says nothing of the space for ${node.raftDir} on ${node.alias}`);
  }
  const free = `${(Math.floor((freeKib / GIB_IN_KIB) * 10) / 10).toFixed(1)} GB are free for ${node.raftDir} on ${node.alias}`;
  if (freeKib >= LEAST_KIB) return say(node, 'raft-space', 'ok', free);
  return say(node, 'raft-space', 'refusal', `${free}, less than 1 GB`, `df -h ${node.raftDir}   # on ${node.alias}`);
}
