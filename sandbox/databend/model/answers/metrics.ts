import { lastIndex } from '../disk-log.ts';
import { raftAddressOf } from '../node-record.ts';
import type { MetaProcess } from '../process.ts';
import { measureLog } from './log-size.ts';

/** Prometheus text, only what tells something of the cluster; in the product's order as far as that is recorded. */
export function formatMetrics(process: MetaProcess): string {
  const { disk, leaderId, leading } = process;
  const log = measureLog(disk);
  const keys = disk.snapshot?.state.kv.size ?? 0;
  const server = [
    gauge('current_leader_id', 'current leader', leaderId ?? 0),
    gauge('is_leader', 'is leader', Number(leading !== undefined)),
    gauge('node_is_health', 'node is health', Number(leaderId !== undefined)),
    counter('leader_changes', 'leader changes', process.leaderChanges),
    gauge('applying_snapshot', 'if this node is applying snapshot', 0),
    gauge('snapshot_key_count', 'number of keys in the last snapshot', keys),
    gauge('snapshot_primary_index_count', 'number of primary keys in the last snapshot', keys),
    gauge('snapshot_expire_index_count', 'number of expire index keys in the last snapshot', 0),
    gauge('snapshot_block_count', 'number of blocks in the last snapshot', 0),
    gauge('snapshot_data_size', 'size of data section in the last snapshot', 0),
    gauge('snapshot_index_size', 'size of index section in the last snapshot', 0),
    gauge('snapshot_avg_block_size', 'average size of a block in the last snapshot', 0),
    gauge('last_log_index', 'last log index', Math.max(0, lastIndex(disk))),
    gauge('last_seq', 'last seq', disk.state.seq),
    gauge('current_term', 'current term', process.term),
    gauge('proposals_applied', 'proposals applied', disk.state.applied?.index ?? 0),
    gauge('proposals_pending', 'proposals pending', process.pending.size),
    counter('proposals_failed', 'proposals failed', process.proposalsFailed),
    counter('read_failed', 'read failed', 0),
    gauge('watchers', 'watchers', 0),
    gauge('raft_log_cache_items', 'raft log cache items', log.items),
    gauge('raft_log_cache_used_size', 'raft log cache used size', log.cached),
    gauge('raft_log_size', 'raft log size', log.wal),
  ];
  return [...server.flat(), ...activePeers(process), '# EOF'].map((line) => `${line}\n`).join('');
}

function gauge(name: string, help: string, value: number): string[] {
  return describe(name, help, 'gauge', name, value);
}

function counter(name: string, help: string, value: number): string[] {
  return describe(name, help, 'counter', `${name}_total`, value);
}

function describe(name: string, help: string, type: string, sample: string, value: number): string[] {
  return [
    `# HELP metasrv_server_${name} ${help}.`,
    `# TYPE metasrv_server_${name} ${type}`,
    `metasrv_server_${sample} ${value}`,
  ];
}

/** A leader has two connections to each node that answers and one to each that does not; a follower had some once. */
function activePeers({ leading, disk, config }: MetaProcess): string[] {
  const peers = [...disk.state.nodes].filter(([id]) => id !== config.id);
  if (peers.length === 0) return [];
  const samples = peers.map(([id, record]) => {
    const stream = leading?.streams.get(id);
    const count = stream === undefined ? 0 : stream.reachable ? 2 : 1;
    return `metasrv_raft_network_active_peers{id="${id}",addr="${raftAddressOf(record)}"} ${count}`;
  });
  return [
    '# HELP metasrv_raft_network_active_peers active peers.',
    '# TYPE metasrv_raft_network_active_peers gauge',
    ...samples,
  ];
}
