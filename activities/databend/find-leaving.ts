import { type LeavingMeta, findLeavingMeta } from '../../model/databend/leaving.ts';
import { MusterError } from '../../model/error.ts';
import type { NodeInput } from './find-node.ts';

/** By its alias; also one that the cluster file does not know, by its `host:raft port`. */
export function findLeaving({ cluster, node }: NodeInput): LeavingMeta {
  const found = findLeavingMeta(cluster, node);
  if (found === undefined) throw new MusterError('BAD_INPUT', `${cluster.name} has no meta node ${node}`);
  return found;
}
