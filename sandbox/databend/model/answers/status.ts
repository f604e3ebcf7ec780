import type { LogId, Membership, NodeRecord } from '../log.ts';
import { lastIndex, lastLogId } from '../disk-log.ts';
import { learnersOf, votersOf } from '../membership.ts';
import { raftAddressOf } from '../node-record.ts';
import type { MetaProcess } from '../process.ts';
import { type Role, roleOf } from '../raft/role.ts';
import { BINARY_VERSION } from '../timeline.ts';
import { measureLog } from './log-size.ts';

interface JsonLogId {
  readonly leader_id: { readonly term: number; readonly node_id: number };
  readonly index: number;
}

/** Of `/v1/cluster/status`; the order of its fields is the product's. */
export interface Status {
  readonly id: number;
  readonly binary_version: string;
  readonly data_version: string;
  readonly endpoint: string | null;
  readonly raft_log: {
    readonly cache_items: number;
    readonly cache_used_size: number;
    readonly wal_total_size: number;
    readonly wal_open_chunk_size: number;
    readonly wal_offset: number;
    readonly wal_closed_chunk_count: number;
    readonly wal_closed_chunk_total_size: number;
    readonly wal_closed_chunk_sizes: Readonly<Record<string, number>>;
  };
  readonly snapshot_key_count: number;
  /** Absent until a snapshot has keys. */
  readonly snapshot_key_space_stat?: Readonly<Record<string, number>>;
  readonly state: Role;
  readonly is_leader: boolean;
  readonly current_term: number;
  readonly last_log_index: number;
  readonly last_applied: JsonLogId;
  readonly snapshot_last_log_id: JsonLogId | null;
  readonly purged: JsonLogId | null;
  readonly leader: NodeRecord | null;
  /** Only a leader has it; null for a node that never answered this leader. */
  readonly replication: Readonly<Record<string, JsonLogId | null>> | null;
  readonly voters: readonly NodeRecord[];
  readonly non_voters: readonly NodeRecord[];
  readonly last_seq: number;
}

/** A node's own view: what it applied, not what waits for a majority. */
export function describeStatus(process: MetaProcess): Status {
  const { disk, config, leaderId } = process;
  const { state, snapshot } = disk;
  const own = state.nodes.get(config.id);
  const { items, cached, wal } = measureLog(disk);
  const keys = snapshot?.state.kv.size ?? 0;
  return {
    id: config.id,
    binary_version: BINARY_VERSION,
    data_version: 'V004',
    endpoint: own === undefined ? null : raftAddressOf(own),
    raft_log: {
      cache_items: items,
      cache_used_size: cached,
      wal_total_size: wal,
      wal_open_chunk_size: wal,
      wal_offset: wal,
      wal_closed_chunk_count: 0,
      wal_closed_chunk_total_size: 0,
      wal_closed_chunk_sizes: {},
    },
    snapshot_key_count: keys,
    ...(keys > 0 && { snapshot_key_space_stat: { 'kv--': keys } }),
    state: roleOf(process),
    is_leader: process.leading !== undefined,
    current_term: process.term,
    last_log_index: Math.max(0, lastIndex(disk)),
    last_applied: toJson(state.applied ?? { term: 0, node: 0, index: 0 }),
    snapshot_last_log_id: toJsonOrNull(snapshot?.last),
    purged: toJsonOrNull(disk.purged),
    leader: (leaderId !== undefined && state.nodes.get(leaderId)) || null,
    replication: describeReplication(process),
    voters: recordsOf(process, votersOf(state.membership)),
    non_voters: recordsOf(process, learnersOf(state.membership)),
    last_seq: state.seq,
  };
}

function describeReplication({ leading, config, disk }: MetaProcess): Record<string, JsonLogId | null> | null {
  if (leading === undefined) return null;
  const matched = new Map([...leading.streams].map(([id, stream]) => [id, stream.matched]));
  matched.set(config.id, lastLogId(disk));
  return Object.fromEntries(
    [...matched].sort(([one], [other]) => one - other).map(([id, at]) => [id, toJsonOrNull(at)]),
  );
}

/** Members without a record are left out (as read). */
function recordsOf({ disk }: MetaProcess, ids: Membership['nodes']): NodeRecord[] {
  return ids.map((id) => disk.state.nodes.get(id)).filter((record) => record !== undefined);
}

function toJson({ term, node, index }: LogId): JsonLogId {
  return { leader_id: { term, node_id: node }, index };
}

function toJsonOrNull(id: LogId | undefined): JsonLogId | null {
  return id === undefined ? null : toJson(id);
}
