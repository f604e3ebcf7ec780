import { formatHostPort, parseHostPort } from '../patterns.ts';
import { type DatabendCluster, type MetaSpec, metasOf } from './cluster-spec.ts';

/** The id that no node has: a leave of it changes nothing, and completes a change that is pending (recorded on 1.2.888). */
export const NOBODY = Number.MAX_SAFE_INTEGER;

/** A member that is to go. One that the cluster file does not know has its handle as name, and no host that we may touch. */
export interface LeavingMeta {
  /** Alias, or `host:raft port` of one that is not in the file. */
  readonly name: string;
  readonly host: string;
  readonly raftPort: number;
  readonly node?: MetaSpec;
}

export function findLeavingMeta(cluster: Pick<DatabendCluster, 'nodes'>, name: string): LeavingMeta | undefined {
  const node = metasOf(cluster).find(({ alias }) => alias === name);
  if (node !== undefined) return { name, host: node.host, raftPort: node.ports.raft, node };
  const found = parseHostPort(name);
  return found && { name, host: found.host, raftPort: found.port };
}

/** As `--leave-via` and the records of the raft group have it. */
export function raftAddress({ host, raftPort }: Pick<LeavingMeta, 'host' | 'raftPort'>): string {
  return formatHostPort(host, raftPort);
}
