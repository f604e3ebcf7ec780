import { formatMetricsLine, formatTimeout } from '../answers/metrics-line.ts';
import { formatRecord, recordOf } from '../node-record.ts';
import type { MetaProcess } from '../process.ts';
import { findPeer } from '../raft/find-peer.ts';
import { callPeer } from '../serve/call.ts';
import { askLeader } from '../serve/forward.ts';
import type { LeaderReply } from '../serve/leader-request.ts';
import { TIMELINE } from '../timeline.ts';
import { formatDuration } from './banner.ts';
import { fail } from './fail.ts';

/** Waits for a leader, which may be one that it remembers from before, and has it record this node's present addresses. */
export function register(process: MetaProcess): void {
  const { config, effects, world } = process;
  effects.stdout(`Wait for ${formatDuration(config.waitLeaderTimeout)} for active leader...`);
  lookForLeader(process, world.now + config.waitLeaderTimeout, TIMELINE.registerAgain);
}

function lookForLeader(process: MetaProcess, until: number, pause: number): void {
  const { world } = process;
  const limit = until - world.now;
  const look = (): void => {
    if (process.leaderId !== undefined) registerAt(process, process.leaderId, until, pause);
    else if (world.now >= until) fail(process, [formatTimeout(process, limit)], 1);
    else process.after(TIMELINE.pollLeader, look);
  };
  look();
}

function registerAt(process: MetaProcess, leader: number, until: number, pause: number): void {
  const { config, disk, effects } = process;
  const say = (...lines: readonly string[]): void => {
    for (const line of lines) effects.stdout(line);
  };
  say(`Leader Id: ${leader}`, formatMetricsLine(process), '');
  if (!disk.state.nodes.has(leader)) {
    effects.log('WARN', 'databend_meta::entry: Leader node is not replicated to local store, wait and try again');
    process.after(TIMELINE.registerAgain, () => lookForLeader(process, until, pause));
    return;
  }
  const node = recordOf(config);
  say(`Register this node: {${formatRecord(node)}}`, '');
  const token = { cancelled: false };
  callPeer<LeaderReply>({
    from: process,
    find: () => findPeer(process, leader),
    act: (target, respond) => askLeader(target, { kind: 'register', id: config.id, node }, token, respond),
    token,
    done: (reply) => {
      if (reply !== 'refused' && reply.kind === 'applied') {
        effects.log('INFO', 'databend_meta::entry: Register-node Ok');
        process.started = true;
        say('    Register-node: Ok', '', 'Databend Metasrv started');
        return;
      }
      say(`    Error: ${describeFailure(reply)}`, `    Sleep ${formatDuration(pause)} and retry`, '');
      process.after(pause, () => lookForLeader(process, until, Math.min(pause * 2, TIMELINE.registerAgainMost)));
    },
  });
}

function describeFailure(reply: LeaderReply | 'refused'): string {
  if (reply === 'refused') return 'transport error';
  return reply.kind === 'cannot-forward' ? `can not forward any more: ${reply.message}` : JSON.stringify(reply);
}
