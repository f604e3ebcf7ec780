import type { ClusterSpec } from '../model/cluster.ts';
import { nodeHandle } from '../model/cluster.ts';
import { findNearest } from '../model/cluster-file/nearest.ts';
import { MusterError } from '../model/error.ts';
import { parseHandle } from '../model/starrocks/leaving.ts';

/** A node that a request is about. */
export interface ChosenNode {
  /** As the request names it; of one that the cluster file does not know, its handle. */
  readonly alias: string;
  readonly handle: string;
}

export interface ChooseOptions {
  /** Whether a handle may name a member that is not in the cluster file. @default false */
  readonly outsiders?: boolean;
  /** Whether the name of a role, such as fe, is all of its nodes. @default false */
  readonly roles?: boolean;
}

/** The nodes that were named, by alias or handle, in that order. */
export function chooseNodes(
  cluster: ClusterSpec,
  names: readonly string[],
  file: string,
  { outsiders = false, roles = false }: ChooseOptions = {},
): readonly ChosenNode[] {
  const named = roles ? names.flatMap((name) => findRole(cluster, name) ?? [name]) : names;
  const nodes = named.map((name) => findNode(cluster, name) ?? (outsiders ? findOutsider(name) : undefined));
  const chosen = nodes.map((node, index) => node ?? refuseUnknown(cluster, named[index] ?? '', file));
  const twice = chosen.find((node, index) => chosen.findIndex(({ handle }) => handle === node.handle) !== index);
  if (twice !== undefined)
    throw new MusterError('BAD_INPUT', `Node ${twice.alias} is named twice`, { hint: 'name each node once' });
  return chosen;
}

/** Unless a node is called so. */
function findRole({ nodes }: ClusterSpec, name: string): readonly string[] | undefined {
  const found = nodes.filter(({ role }) => role === name);
  if (found.length === 0 || nodes.some(({ alias }) => alias === name)) return undefined;
  return found.map(({ alias }) => alias);
}

function findNode({ nodes }: ClusterSpec, name: string): ChosenNode | undefined {
  const found = nodes.find((node) => node.alias === name || nodeHandle(node) === name);
  return found === undefined ? undefined : { alias: found.alias, handle: nodeHandle(found) };
}

function findOutsider(name: string): ChosenNode | undefined {
  return parseHandle(name) === undefined ? undefined : { alias: name, handle: name };
}

function chooseHint(name: string, file: string, nearest: string | undefined): string {
  if (parseHandle(name) !== undefined) {
    return `write the node into ${file}, under nodes:; a lost one can be removed without: muster remove ${name} --lost`;
  }
  return nearest === undefined ? `write the node into ${file}, under nodes:` : `did you mean ${nearest}?`;
}

function refuseUnknown({ nodes }: ClusterSpec, name: string, file: string): never {
  const known = nodes.map(({ alias }) => alias);
  const nearest = findNearest(name, known);
  throw new MusterError('BAD_INPUT', `No node ${JSON.stringify(name)} in ${file}; it has ${known.join(', ')}`, {
    hint: chooseHint(name, file, nearest),
  });
}
