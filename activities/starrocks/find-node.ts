import type { BackendSpec, StarRocksCluster, FrontendSpec, StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';

export interface NodeInput {
  readonly cluster: StarRocksCluster;
  /** Alias. */
  readonly node: string;
}

/** The frontend of that name. */
export function findNode(input: NodeInput): FrontendSpec {
  const found = findAnyNode(input);
  if (found.role !== 'fe') throw new MusterError('BAD_INPUT', `${input.node} is no frontend`);
  return found;
}

/** The backend or compute node of that name. */
export function findBackend(input: NodeInput): BackendSpec {
  const found = findAnyNode(input);
  if (found.role === 'fe') throw new MusterError('BAD_INPUT', `${input.node} is a frontend`);
  return found;
}

export function findAnyNode({ cluster, node }: NodeInput): StarRocksNode {
  const found = cluster.nodes.find(({ alias }) => alias === node);
  if (found === undefined) throw new MusterError('BAD_INPUT', `${cluster.name} has no node ${node}`);
  return found;
}
