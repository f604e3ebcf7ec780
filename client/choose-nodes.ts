import type { ClusterSpec, NodeSpec } from '../model/cluster.ts';
import { frontendHandle } from '../model/cluster.ts';
import { findNearest } from '../model/cluster-file/nearest.ts';
import { MusterError } from '../model/error.ts';

/** The nodes that were named, by alias or handle, in that order. */
export function chooseNodes(cluster: ClusterSpec, names: readonly string[], file: string): readonly NodeSpec[] {
  const nodes = names.map((name) => findNode(cluster, name, file));
  const twice = nodes.find((node, index) => nodes.indexOf(node) !== index);
  if (twice !== undefined)
    throw new MusterError('BAD_INPUT', `Node ${twice.alias} is named twice`, { hint: 'name each node once' });
  return nodes;
}

function findNode(cluster: ClusterSpec, name: string, file: string): NodeSpec {
  const found = cluster.nodes.find((node) => node.alias === name || frontendHandle(node) === name);
  if (found !== undefined) return found;
  const known = cluster.nodes.map(({ alias }) => alias);
  const nearest = findNearest(name, known);
  throw new MusterError('BAD_INPUT', `No node ${JSON.stringify(name)} in ${file}; it has ${known.join(', ')}`, {
    hint: nearest === undefined ? `write the node into ${file}, under nodes:` : `did you mean ${nearest}?`,
  });
}
