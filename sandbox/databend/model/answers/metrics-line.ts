import { lastIndex, lastLogId } from '../disk-log.ts';
import { formatLogId, type LogId, type Membership } from '../log.ts';
import { learnersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';
import { roleOf } from '../raft/role.ts';

/** What a starting node prints of itself: the one place but the log where a pending change of membership can be seen. */
export function formatMetricsLine(process: MetaProcess): string {
  const { config, disk, effective } = process;
  const last = lastIndex(disk) < 0 ? 'None' : `Some(${lastIndex(disk)})`;
  const membership = `{log_id:${formatSome(effective.id)}, ${formatMembership(effective.membership)}}`;
  return `    Metrics: id=${config.id}, ${roleOf(process)}, term=${process.term}, last_log=${last}, last_applied=${formatSome(disk.state.applied)}, membership=${membership}`;
}

/** The end of a start that found no leader. */
export function formatTimeout(process: MetaProcess, waited: number): string {
  const { config, disk, effective, leaderId } = process;
  const vote = disk.vote ?? { term: 0, node: config.id, committed: false };
  const last = lastLogId(disk);
  const fields = [
    `id:${config.id}`,
    roleOf(process),
    `term:${process.term}`,
    `vote:<T${vote.term}-N${vote.node}:${vote.committed ? 'Q' : '-'}>`,
    `last_log:${last === undefined ? 'None' : last.index}`,
    `last_applied:${formatOption(disk.state.applied)}`,
    `leader:${leaderId ?? 'None'}(quorum_acked_time:None)`,
    `membership:{log_id:${formatOption(effective.id)}, ${formatMembership(effective.membership)}}`,
    `snapshot:${formatOption(disk.snapshot?.last)}`,
    `purged:${formatOption(disk.purged)}`,
    'replication:{None}',
    'heartbeat:{None}',
  ];
  return `Error: timeout after ${(waited / 1000).toFixed(9)}s when receive an active leader latest: Metrics{${fields.join(', ')}}`;
}

/** As a node's log has it when it decides whether to join. */
export function formatDebugMembership({ configs, nodes }: Membership): string {
  const sets = configs.map((config) => `{${config.join(', ')}}`).join(', ');
  return `Membership { configs: [${sets}], nodes: {${nodes.map((id) => `${id}: EmptyNode`).join(', ')}} }`;
}

function formatMembership(membership: Membership): string {
  const sets = membership.configs.map((config) => `{${config.map((id) => `${id}:EmptyNode`).join(',')}}`);
  const learners = learnersOf(membership).map((id) => `${id}:EmptyNode`);
  return `{voters:[${sets.join(',')}], learners:[${learners.join(',')}]}`;
}

function formatSome(id: LogId | undefined): string {
  return id === undefined ? 'None' : `Some(${formatLogId(id)})`;
}

function formatOption(id: LogId | undefined): string {
  return id === undefined ? 'None' : formatLogId(id);
}
