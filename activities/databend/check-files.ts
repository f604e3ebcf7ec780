import type { DatabendCluster, DatabendNode, MetaSpec } from '../../model/databend/cluster-spec.ts';
import { metasOf } from '../../model/databend/cluster-spec.ts';
import { judgeMetaToml } from '../../model/databend/judge-meta-toml.ts';
import { judgeQueryToml } from '../../model/databend/judge-query-toml.ts';
import { readMetaToml } from '../../model/databend/meta-toml.ts';
import { isMusterError } from '../../model/error.ts';
import type { Finding } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { decodeToml } from './decode-toml.ts';

export interface FilesInput {
  readonly cluster: DatabendCluster;
  /** Aliases of those whose files are looked at. @default all */
  readonly nodes?: readonly string[];
  /** Aliases of the meta nodes that lists should name. @default all of the cluster file */
  readonly members?: readonly string[];
  /** Raft addresses and endpoints that do not answer. @default none is known to */
  readonly silent?: readonly string[];
}

/** What is wrong in the files of all nodes: what shows only when one of them is started again. */
export async function checkFiles(
  tools: Tools,
  { cluster, nodes, members, silent = [] }: FilesInput,
): Promise<readonly Finding[]> {
  const looked = cluster.nodes.filter(({ alias }) => nodes?.includes(alias) ?? true);
  const named = metasOf(cluster).filter(({ alias }) => members?.includes(alias) ?? true);
  const findings = await Promise.all(
    looked.map(async (node) => {
      try {
        return await checkFile(tools, node, named, silent);
      } catch (error) {
        if (!isMusterError(error)) throw error;
        const next = error.hint === undefined ? [] : [error.hint];
        return [{ gate: 'ssh', severity: 'warning', subject: node.alias, message: error.message, next } as const];
      }
    }),
  );
  return findings.flat();
}

async function checkFile(
  tools: Tools,
  node: DatabendNode,
  members: readonly MetaSpec[],
  silent: readonly string[],
): Promise<readonly Finding[]> {
  const { exists, content = Buffer.alloc(0) } = await readFile(tools.ssh, node.ssh, node.file, {
    signal: activitySignal(),
  });
  if (!exists) {
    const gate = node.role === 'meta' ? 'meta-file' : 'endpoints';
    const message = `${node.file} is not there`;
    const next = [`config: <where its file is>   # of ${node.alias} in the cluster file`];
    return [{ gate, severity: 'refusal', subject: node.alias, message, next }];
  }
  const text = decodeToml(content, node);
  if (node.role === 'query') return judgeQueryToml(node, text, { members, silent });
  return judgeMetaToml(node, text, { silent, unresolved: await listUnresolved(tools, node, text) });
}

/** Hosts of the file that its own machine cannot find. A file that is no TOML has none: that is said elsewhere. */
async function listUnresolved(tools: Tools, node: MetaSpec, text: string): Promise<readonly string[]> {
  const { raftAdvertiseHost, grpcAdvertiseHost } = readOrNothing(text);
  const hosts = [...new Set([raftAdvertiseHost, grpcAdvertiseHost])].filter((host) => host !== undefined);
  if (hosts.length === 0) return [];
  const script = 'for host; do getent ahosts "$host" >/dev/null; case $? in 2) printf "%s\\n" "$host" ;; esac; done';
  const { stdout } = await runScript(tools.ssh, node.ssh, script, {
    args: hosts,
    limitMs: 30_000,
    signal: activitySignal(),
    what: 'looking up the advertised addresses',
  });
  return stdout.split('\n').filter((host) => host !== '');
}

function readOrNothing(text: string): Partial<ReturnType<typeof readMetaToml>> {
  try {
    return readMetaToml(text);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return {};
  }
}
