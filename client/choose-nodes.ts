import { type ClusterSpec, type Engine, ROLES_OF, ROLE_WORDS, type Role, nodeHandle } from '../model/cluster.ts';
import { backendsOf } from '../model/starrocks/cluster-spec.ts';
import { findNearest } from '../model/cluster-file/nearest.ts';
import { MusterError } from '../model/error.ts';
import { parseHandle } from '../model/starrocks/leaving.ts';

/** A node that a request is about. */
export interface ChosenNode {
  /** As the request names it; of one that the cluster file does not know, its handle. */
  readonly alias: string;
  readonly handle: string;
  readonly role: Role;
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
  const nodes = named.map((name) => findNode(cluster, name) ?? (outsiders ? findOutsider(cluster, name) : undefined));
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
  return found === undefined ? undefined : { alias: found.alias, handle: nodeHandle(found), role: found.role };
}

/** As shipped (as read in be.conf); a frontend never has it. */
const SHIPPED_HEARTBEAT_PORT = 9050;

/** A handle does not say what it is of, its port does: nothing but backends and compute nodes has a heartbeat port. */
function findOutsider(cluster: ClusterSpec, name: string): ChosenNode | undefined {
  const port = parseHandle(name)?.editLogPort;
  if (port === undefined) return undefined;
  if (cluster.engine === 'databend') return { alias: name, handle: name, role: 'meta' };
  const like = backendsOf(cluster).find(({ ports }) => ports.heartbeat === port);
  const role = like?.role ?? (port === SHIPPED_HEARTBEAT_PORT ? 'be' : 'fe');
  return { alias: name, handle: name, role };
}

function chooseHint(name: string, file: string, nearest: string | undefined): string {
  if (parseHandle(name) !== undefined) {
    return `write the node into ${file}, under nodes:\nmuster remove ${name} --lost   # if it is lost`;
  }
  return nearest === undefined ? `write the node into ${file}, under nodes:` : `did you mean ${nearest}?`;
}

function refuseUnknown(cluster: ClusterSpec, name: string, file: string): never {
  refuseForeignRole(cluster, name);
  const { nodes } = cluster;
  const known = nodes.map(({ alias }) => alias);
  const nearest = findNearest(name, known);
  throw new MusterError('BAD_INPUT', `No node ${JSON.stringify(name)} in ${file}; it has ${known.join(', ')}`, {
    hint: chooseHint(name, file, nearest),
  });
}

/** The word of a role of another engine is never meant as the name of a node. */
function refuseForeignRole({ engine }: ClusterSpec, name: string): void {
  const own: readonly string[] = ROLES_OF[engine];
  if (!Object.hasOwn(ROLE_WORDS, name) || own.includes(name)) return;
  const roles = ROLES_OF[engine].map((role) => `${role} (${ROLE_WORDS[role]})`).join(', ');
  throw new MusterError('BAD_INPUT', `A ${engine} cluster has no ${name}; its roles are ${roles}`, {
    hint: 'muster status',
  });
}

/** One operation is of one role: another one has other steps. */
export function roleOf(nodes: readonly ChosenNode[], verb: string, engine: Engine = 'starrocks'): Role {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  const [role = ROLES_OF[engine][0]] = roles;
  if (roles.length <= 1) return role;
  const commands = roles.map((one) =>
    ['muster', verb, ...nodes.filter((node) => node.role === one).map(({ alias }) => alias)].join(' '),
  );
  const what = nodes.map(({ alias, role: own }) => `${alias} (${own})`).join(', ');
  throw new MusterError('BAD_INPUT', `One operation is of one role, and these are of ${roles.length}: ${what}`, {
    hint: commands.join('\n'),
  });
}
