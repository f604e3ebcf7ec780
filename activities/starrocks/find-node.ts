import type { ClusterSpec, NodeSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';

export interface NodeInput {
  readonly cluster: ClusterSpec;
  /** Alias. */
  readonly node: string;
}

export function findNode({ cluster, node }: NodeInput): NodeSpec {
  const found = cluster.nodes.find(({ alias }) => alias === node);
  if (found === undefined) throw new MusterError('BAD_INPUT', `${cluster.name} has no node ${node}`);
  return found;
}
