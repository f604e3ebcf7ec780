import type { DatabendCluster, DatabendNode, MetaSpec, QuerySpec } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';

export interface NodeInput {
  readonly cluster: DatabendCluster;
  /** Alias. */
  readonly node: string;
}

/** The meta node of that name. */
export function findMeta(input: NodeInput): MetaSpec {
  const found = findAnyNode(input);
  if (found.role !== 'meta') throw new MusterError('BAD_INPUT', `${input.node} is no meta node`);
  return found;
}

/** The query node of that name. */
export function findQuery(input: NodeInput): QuerySpec {
  const found = findAnyNode(input);
  if (found.role !== 'query') throw new MusterError('BAD_INPUT', `${input.node} is no query node`);
  return found;
}

export function findAnyNode({ cluster, node }: NodeInput): DatabendNode {
  const found = cluster.nodes.find(({ alias }) => alias === node);
  if (found === undefined) throw new MusterError('BAD_INPUT', `${cluster.name} has no node ${node}`);
  return found;
}
