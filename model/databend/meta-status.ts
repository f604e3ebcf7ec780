import { z } from 'zod';
import { MusterError } from '../error.ts';
import type { LogId } from './log-id.ts';

/** A member as another one has it in its records. */
export interface RaftNode {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** What Query nodes are told; absent when the member does not say where it serves. */
  readonly grpc?: string;
}

/** What one member says of itself and of what it knows. It is not the state of the cluster. */
export interface MetaStatus {
  readonly id: number;
  readonly version: string;
  /** `host:port` of its own record; absent on a node that has no data yet. */
  readonly endpoint?: string;
  /** `Leader`, `Follower`, `Learner` or `Candidate`. */
  readonly state: string;
  readonly term: number;
  readonly lastLogIndex: number;
  /** Ahead of it there is what is proposed and not committed. */
  readonly applied: LogId;
  /** The one it knows, dead or alive. */
  readonly leader?: RaftNode;
  /** Of a leader alone: how far each target is, by id; null for one that was never reached since it leads. */
  readonly replication?: Readonly<Record<string, LogId | null>>;
  /** As applied: of a joint configuration the union; what is only proposed is not seen. */
  readonly voters: readonly RaftNode[];
  readonly learners: readonly RaftNode[];
  readonly lastSeq: number;
}

const logId = z.object({ leader_id: z.object({ term: z.number(), node_id: z.number() }), index: z.number() });
const node = z.object({
  name: z.string().regex(/^\d{1,20}$/),
  endpoint: z.object({ addr: z.string(), port: z.number() }),
  grpc_api_advertise_address: z.string().nullish(),
});
/** Keys beyond these differ by version and are let pass. */
const status = z.object({
  id: z.number(),
  binary_version: z.string(),
  endpoint: z.string().nullish(),
  state: z.string(),
  current_term: z.number(),
  last_log_index: z.number(),
  last_applied: logId,
  leader: node.nullish(),
  replication: z.record(z.string(), logId.nullable()).nullish(),
  voters: z.array(node),
  non_voters: z.array(node),
  last_seq: z.number(),
});

/** The body of `/v1/cluster/status`, as recorded on 1.2.888. */
export function parseMetaStatus(body: string): MetaStatus {
  const read = status.safeParse(parseJson(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new MusterError(
      'META_UNREADABLE',
      `What it says of its state cannot be read: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      { hint: 'muster knows 1.2.888; an older version tells other things' },
    );
  }
  const { data } = read;
  return {
    id: data.id,
    version: data.binary_version,
    ...(data.endpoint && { endpoint: data.endpoint }),
    state: data.state,
    term: data.current_term,
    lastLogIndex: data.last_log_index,
    applied: toLogId(data.last_applied),
    ...(data.leader && { leader: toNode(data.leader) }),
    ...(data.replication && {
      replication: Object.fromEntries(
        Object.entries(data.replication).map(([id, at]) => [id, at === null ? null : toLogId(at)]),
      ),
    }),
    voters: data.voters.map(toNode),
    learners: data.non_voters.map(toNode),
    lastSeq: data.last_seq,
  };
}

function toLogId({ leader_id, index }: z.infer<typeof logId>): LogId {
  return { term: leader_id.term, leader: leader_id.node_id, index };
}

function toNode({ name, endpoint, grpc_api_advertise_address: grpc }: z.infer<typeof node>): RaftNode {
  return { id: Number(name), host: endpoint.addr, port: endpoint.port, ...(grpc && { grpc }) };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
