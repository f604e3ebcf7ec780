import type { Disk, StateMachine } from '../disk.ts';
import { logIdAt } from '../disk-log.ts';
import type { Command, Entry, LogId, Membership } from '../log.ts';
import type { SeqValue } from '../requests.ts';

/**
 * What this node has, as lines of JSON: its log, and behind it what is in its snapshot if there is one (as read: the key spaces and
 * their order; the log's lines are recorded).
 */
export function exportLines(id: number, disk: Disk): string[] {
  const { vote, purged, snapshot } = disk;
  const committed = disk.state.applied;
  return [
    ['header', { DataHeader: { key: 'header', value: { version: 'V004' } } }],
    ['raft_log', { NodeId: id }],
    ['raft_log', { Vote: vote && { leader_id: { term: vote.term, node_id: vote.node }, committed: vote.committed } }],
    ['raft_log', { Committed: writeIdOrNull(committed && logIdAt(disk, committed.index)) }],
    ['raft_log', { Purged: writeIdOrNull(purged) }],
    ...disk.log.map((entry) => ['raft_log', { LogEntry: writeEntry(entry) }]),
    ...(snapshot === undefined ? [] : writeState(snapshot.state).map((line) => ['state_machine/0', line])),
  ].map((line) => JSON.stringify(line));
}

function writeEntry({ id, payload }: Entry): unknown {
  switch (payload.kind) {
    case 'blank':
      return { log_id: writeId(id), payload: 'Blank' };
    case 'membership':
      return { log_id: writeId(id), payload: { Membership: writeMembership(payload.membership) } };
    case 'command':
      return {
        log_id: writeId(id),
        payload: { Normal: { time_ms: payload.time, cmd: writeCommand(payload.command) } },
      };
  }
}

function writeCommand(command: Command): unknown {
  switch (command.kind) {
    case 'add-node':
      return { AddNode: { node_id: command.id, node: command.node, overriding: command.overriding } };
    case 'remove-node':
      return { RemoveNode: { node_id: command.id } };
    case 'upsert':
      return {
        UpsertKV: {
          key: command.key,
          seq: { GE: 0 },
          value: { Update: bytesOf(command.value) },
          value_meta: null,
        },
      };
  }
}

function writeState(state: StateMachine): unknown[] {
  return [
    { Sequences: { key: 'generic-kv', value: state.seq } },
    { StateMachineMeta: { key: 'LastApplied', value: { LogId: writeIdOrNull(state.applied) } } },
    {
      StateMachineMeta: {
        key: 'LastMembership',
        value: {
          Membership: { log_id: writeIdOrNull(state.membershipId), membership: writeMembership(state.membership) },
        },
      },
    },
    ...[...state.nodes].sort(([one], [other]) => one - other).map(([key, value]) => ({ Nodes: { key, value } })),
    ...[...state.kv]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ GenericKV: { key, value: writeValue(value) } })),
  ];
}

/** Also what `metactl get` prints. */
export function writeValue({ seq, proposedAt, data }: SeqValue): unknown {
  return { seq, meta: { proposed_at_ms: proposedAt }, data: bytesOf(data) };
}

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function writeMembership({ configs, nodes }: Membership): unknown {
  return { configs, nodes: Object.fromEntries(nodes.map((id) => [id, {}])) };
}

function writeId({ term, node, index }: LogId): unknown {
  return { leader_id: { term, node_id: node }, index };
}

function writeIdOrNull(id: LogId | undefined): unknown {
  return id === undefined ? null : writeId(id);
}
