import { posix } from 'node:path';
import type { ClusterSpec, NodeSpec } from '../../model/cluster.ts';
import { type MetaSpec, metasOf } from '../../model/databend/cluster-spec.ts';
import { isMusterError, type MusterError } from '../../model/error.ts';
import { type FoundLease, parseLease } from '../../model/lease/lease.ts';
import { frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { type PresentFile, readSwapped } from '../files/swap-file.ts';
import type { Tools } from '../tools.ts';

/** Where one lies, on the host of a frontend or a meta node. */
export interface LeaseFile {
  readonly node: NodeSpec;
  readonly path: string;
}

/**
 * In the same order for everyone who has these hosts: of two installations that come at once one is before the other on the
 * first host that both reach. Where the node itself is, because that directory is the same one whoever logs in.
 */
export function listLeaseFiles(cluster: ClusterSpec, lost: readonly string[] = []): readonly LeaseFile[] {
  const files: readonly LeaseFile[] =
    cluster.engine === 'starrocks'
      ? frontendsOf(cluster).map((node) => ({ node, path: `${node.home}/.muster-lease.json` }))
      : metasOf(cluster).map((node) => ({ node, path: besideFile(node) }));
  return files
    .filter(({ node }) => !lost.includes(node.alias))
    .sort((a, b) => compare(`${a.node.host} ${a.path}`, `${b.node.host} ${b.path}`));
}

/** The home of a meta node is that of every program of the host, `/usr`; its TOML file is its own. */
function besideFile({ file }: MetaSpec): string {
  const { dir, base } = posix.parse(file);
  return posix.join(dir, `.${base}.muster-lease.json`);
}

/** By code points: an order of the language of the machine would be another one elsewhere. */
function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** `no home`: the directory is missing, so that nothing of a cluster is there either. */
export async function readLeaseFile(
  tools: Tools,
  { node, path }: LeaseFile,
  signal: AbortSignal,
): Promise<FoundLease | 'no home'> {
  const seen = await readSwapped(tools.ssh, node.ssh, path, signal);
  return seen.kind === 'no directory' ? 'no home' : parsePresent(seen.present);
}

export function parsePresent(present: PresentFile | undefined): FoundLease {
  return present === undefined ? undefined : parseLease(present.content);
}

const OUT_OF_REACH = ['SSH_UNREACHABLE', 'SSH_AUTH', 'SSH_HOST_KEY', 'BECOME_REFUSED'];

/** One by which nothing can have happened on the host. */
export function isOutOfReach(error: unknown): error is MusterError {
  return isMusterError(error) && OUT_OF_REACH.includes(error.code);
}
