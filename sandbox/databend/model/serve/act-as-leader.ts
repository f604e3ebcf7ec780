import { votersOf } from '../membership.ts';
import type { Command, LogId, NodeRecord } from '../log.ts';
import type { MetaProcess } from '../process.ts';
import { type Changed, changeMembers } from '../raft/change-membership.ts';
import { propose } from '../raft/propose.ts';
import { TIMELINE } from '../timeline.ts';
import type { CallToken } from './call.ts';
import type { LeaderOutcome, LeaderRequest } from './leader-request.ts';

type Done = (outcome: LeaderOutcome) => void;

/** By a node that believes that it leads: reads are answered from what it has, asking nobody (recorded). */
export function actAsLeader(process: MetaProcess, request: LeaderRequest, token: CallToken, done: Done): void {
  switch (request.kind) {
    case 'get':
      done({ kind: 'value', value: process.disk.state.kv.get(request.key) });
      return;
    case 'upsert':
      write(process, { kind: 'upsert', key: request.key, value: request.value }, done);
      return;
    case 'register':
      write(process, addNode(request.id, request.node, true), done);
      return;
    case 'join':
      join(process, request, token, done);
      return;
    case 'leave':
      leave(process, request.id, token, done);
  }
}

function write(process: MetaProcess, command: Command, done: Done): void {
  propose(process, { kind: 'command', time: process.world.wall, command }, done);
}

function addNode(id: number, node: NodeRecord, overriding: boolean): Command {
  return { kind: 'add-node', id, node, overriding };
}

/** Its record comes first, so a join that goes no further leaves a ghost; whoever votes already is told Ok, wherever it is. */
function join(
  process: MetaProcess,
  { id, node, learner }: Extract<LeaderRequest, { kind: 'join' }>,
  token: CallToken,
  done: Done,
): void {
  if (votersOf(process.effective.membership).includes(id)) {
    done({ kind: 'done' });
    return;
  }
  write(process, addNode(id, node, false), (outcome) => {
    if (outcome.kind !== 'applied') done(outcome);
    else if (!token.cancelled) {
      changeMembers(process, { kind: learner ? 'add-learner' : 'add-voter', id }, token, (changed) =>
        done(toOutcome(changed)),
      );
    }
  });
}

function leave(process: MetaProcess, id: number, token: CallToken, done: Done): void {
  if (id === process.config.id) {
    done({ kind: 'data-error', error: leaveViaSelf(id), inProgress: false });
    return;
  }
  const { configs } = process.disk.state.membership;
  const last = configs.at(-1) ?? [];
  // "can not remove the last node": said in the log only.
  if (last.length === 1 && last.includes(id)) {
    done({ kind: 'done' });
    return;
  }
  const voter = configs.flat().includes(id);
  const foreign = !voter && configs.length > 1;
  changeMembers(process, { kind: voter ? 'remove-voter' : 'remove-node', id }, token, (changed) => {
    if (changed.kind !== 'changed') {
      done(toOutcome(changed));
      return;
    }
    if (token.cancelled) return;
    write(process, { kind: 'remove-node', id }, (outcome) => {
      const answer: LeaderOutcome = outcome.kind === 'applied' ? { kind: 'done' } : outcome;
      process.after(foreign ? TIMELINE.completeForeign : 0, () => done(answer));
    });
  });
}

function toOutcome(changed: Changed): LeaderOutcome {
  if (changed.kind === 'changed') return { kind: 'done' };
  if (changed.kind === 'forward') return changed;
  const error = {
    ChangeMembershipError: {
      InProgress: { committed: writeLogId(changed.committed), membership_log_id: writeLogId(changed.pending) },
    },
  };
  return { kind: 'data-error', error, inProgress: true };
}

function writeLogId(id: LogId | undefined): unknown {
  return id === undefined ? null : { leader_id: { term: id.term, node_id: id.node }, index: id.index };
}

function leaveViaSelf(id: number): Readonly<Record<string, unknown>> {
  return {
    ReadError: {
      action: 'leave',
      msg: `can not leave id=${id} via itself`,
      source: { typ: null, msg: 'leave-via-self', source: null, context: [], backtrace: null },
    },
  };
}
