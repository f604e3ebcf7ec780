import type { Cancel } from '../../../time/scheduler.ts';
import type { MetaProcess } from '../process.ts';
import type { LeaveReply, LeaveRequest } from '../requests.ts';
import type { CallToken } from './call.ts';
import { askLeader } from './forward.ts';
import type { LeaderReply } from './leader-request.ts';

/** On the raft port, beside the worker. Cancelled when the client goes: the leader then does not take its next step. */
export function askRaft(process: MetaProcess, request: LeaveRequest, reply: (reply: LeaveReply) => void): Cancel {
  const token: CallToken = { cancelled: false };
  process.whenAwake(() => {
    if (!token.cancelled) askLeader(process, request, token, (got) => reply(toLeaveReply(got)));
  });
  return () => {
    token.cancelled = true;
  };
}

function toLeaveReply(reply: LeaderReply): LeaveReply {
  switch (reply.kind) {
    case 'data-error':
      return { kind: 'error', error: JSON.stringify({ DataError: reply.error }) };
    case 'remote-error':
      return { kind: 'error', error: JSON.stringify({ RemoteError: reply.error }) };
    case 'cannot-forward': {
      const error = { typ: null, msg: reply.message, source: null, context: [], backtrace: null };
      return { kind: 'error', error: JSON.stringify({ CanNotForward: error }) };
    }
    case 'done':
    case 'applied':
    case 'value':
      return { kind: 'left' };
  }
}
