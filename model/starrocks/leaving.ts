import { nodeHandle } from '../cluster.ts';
import { type StarRocksCluster, type FrontendSpec, frontendsOf } from './cluster-spec.ts';
import { parseHostPort } from '../patterns.ts';

/** A frontend that is to go. One that the cluster file does not know has its handle as name, and no host that we may touch. */
export interface Leaving {
  /** Alias, or the handle of one that is not in the file. */
  readonly name: string;
  readonly host: string;
  readonly editLogPort: number;
  readonly node?: FrontendSpec;
}

export function findLeaving(cluster: Pick<StarRocksCluster, 'nodes'>, name: string): Leaving | undefined {
  const node = frontendsOf(cluster).find(({ alias }) => alias === name);
  if (node !== undefined) return { name, host: node.host, editLogPort: node.ports.editLog, node };
  return parseHandle(name);
}

/** `host:port` as the database stores it. */
export function parseHandle(text: string): Leaving | undefined {
  const found = parseHostPort(text);
  return found && { name: text, host: found.host, editLogPort: found.port };
}

export function leavingHandle({ host, editLogPort }: Pick<Leaving, 'host' | 'editLogPort'>): string {
  return `${host}:${editLogPort}`;
}

/** The name under which a person knows a member. */
export function nameMember({ nodes }: Pick<StarRocksCluster, 'nodes'>, handle: string): string {
  return nodes.find((node) => nodeHandle(node) === handle)?.alias ?? handle;
}
