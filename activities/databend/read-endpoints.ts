import { type QuerySpec, metaEndpoint } from '../../model/databend/cluster-spec.ts';
import type { EndpointList } from '../../model/databend/judge-endpoints.ts';
import { raftHandle } from '../../model/databend/member-answer.ts';
import { readQueryToml } from '../../model/databend/query-toml.ts';
import { isMusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';
import type { Membership } from './find-leader.ts';
import { findLeaving } from './find-leaving.ts';
import type { NodeInput } from './find-node.ts';

/** The list in the file of a Query node; why it could not be read, where it could not. */
export async function readEndpoints(tools: Tools, { alias, ssh, file }: QuerySpec): Promise<EndpointList> {
  const about = { query: alias, file };
  try {
    const { content } = await readFile(tools.ssh, ssh, file, { limitMs: 15_000, signal: activitySignal() });
    if (content === undefined) return { ...about, why: `${file} is not there` };
    const { endpoints } = readQueryToml(content.toString('utf8'), `${file} on ${alias}`);
    return { ...about, endpoints };
  } catch (error) {
    activitySignal().throwIfAborted();
    if (!isMusterError(error)) throw error;
    return { ...about, why: error.message };
  }
}

/** By which address Query nodes know each member: what it records, by its raft address. */
function endpointsByHandle({ answers }: Membership): ReadonlyMap<string, string> {
  const nodes = answers.flatMap(({ status, records = [] }) => [
    ...records,
    ...(status?.voters ?? []),
    ...(status?.learners ?? []),
  ]);
  return new Map(nodes.flatMap((node) => (node.grpc === undefined ? [] : [[raftHandle(node), node.grpc] as const])));
}

/** Endpoints of members that live now. */
export function livingEndpoints(membership: Membership): readonly string[] {
  const known = endpointsByHandle(membership);
  const living = membership.view.members.filter(({ lives }) => lives);
  return living.flatMap(({ handle }) => known.get(handle) ?? []);
}

/** The endpoint of a meta node; of one that the cluster file does not know, as the members recorded it. */
export function endpointOf(input: NodeInput, membership: Membership): string | undefined {
  const leaving = findLeaving(input);
  if (leaving.node !== undefined) return metaEndpoint(leaving.node);
  return endpointsByHandle(membership).get(raftHandle({ host: leaving.host, port: leaving.raftPort }));
}
