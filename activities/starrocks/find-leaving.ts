import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { type Leaving, findLeaving as find } from '../../model/starrocks/leaving.ts';

export interface LeavingInput {
  readonly cluster: StarRocksCluster;
  /** Alias, or the handle of a frontend that the cluster file does not know. */
  readonly node: string;
}

export function findLeaving({ cluster, node }: LeavingInput): Leaving {
  const found = find(cluster, node);
  if (found === undefined) throw new MusterError('BAD_INPUT', `${cluster.name} has no node ${node}`);
  return found;
}
