import { formatRecord } from '../node-record.ts';
import { SERVER_VERSION } from '../timeline.ts';
import type { Status } from './status.ts';

/** As `databend-metactl status` prints it. */
export function formatStatus(status: Status): string {
  const { raft_log: log, leader, replication, snapshot_last_log_id: snapshot, purged } = status;
  const applied = formatId(status.last_applied);
  const lines = [
    `BinaryVersion: ${SERVER_VERSION}`,
    `DataVersion: ${status.data_version}`,
    `RaftLogSize: ${log.wal_total_size}`,
    'RaftLog:',
    `  - CacheItems: ${log.cache_items}`,
    `  - CacheUsedSize: ${log.cache_used_size}`,
    `  - WALTotalSize: ${log.wal_total_size}`,
    `  - WALOpenChunkSize: ${log.wal_open_chunk_size}`,
    `  - WALOffset: ${log.wal_offset}`,
    `  - WALClosedChunkCount: ${log.wal_closed_chunk_count}`,
    `  - WALClosedChunkTotalSize: ${log.wal_closed_chunk_total_size}`,
    '  - WALClosedChunkSizes:',
    `SnapshotKeyCount: ${status.snapshot_key_count}`,
    `Node: id=${status.id} raft=${status.endpoint ?? ''}`,
    `State: ${status.state}`,
    ...(leader === null ? [] : [`Leader: ${formatRecord(leader)}`]),
    `CurrentTerm: ${status.current_term}`,
    `LastSeq: ${status.last_seq}`,
    `LastLogIndex: ${status.last_log_index}`,
    `LastApplied: ${applied}`,
    ...(snapshot === null ? [] : [`SnapshotLastLogID: ${formatId(snapshot)}`]),
    ...(purged === null ? [] : [`Purged: ${formatId(purged)}`]),
    ...formatReplication(replication, applied),
    // A node without data prints no list at all.
    ...(status.voters.length === 0 ? [] : ['Voters:', ...status.voters.map((node) => `  - ${formatRecord(node)}`)]),
    ...(status.non_voters.length === 0
      ? []
      : ['NonVoters:', ...status.non_voters.map((node) => `  - ${formatRecord(node)}`)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Targets that never answered are missing; a star: not what this node has applied. Its order is not stable. */
function formatReplication(replication: Status['replication'], applied: string): string[] {
  if (replication === null) return [];
  const lines = Object.entries(replication).flatMap(([id, at]) => {
    if (at === null) return [];
    const matched = formatId(at);
    return [`  - [${id}] ${matched}${matched === applied ? '' : ' *'}`];
  });
  return ['Replication:', ...lines.reverse()];
}

function formatId({ leader_id: { term, node_id: node }, index }: Status['last_applied']): string {
  return `T${term}-N${node}.${index}`;
}
