import type { MetaProcess } from '../process.ts';
import { findPeer } from '../raft/find-peer.ts';
import { FORWARD_TRIES, TIMELINE } from '../timeline.ts';
import { actAsLeader } from './act-as-leader.ts';
import { type CallToken, callPeer } from './call.ts';
import type { LeaderReply, LeaderRequest } from './leader-request.ts';

interface Forwarding {
  readonly process: MetaProcess;
  readonly request: LeaderRequest;
  readonly token: CallToken;
  /** It may be sent on once, and not by whoever got it so. */
  readonly forwards: number;
  readonly done: (reply: LeaderReply) => void;
}

/** Has the leader do it: this node itself, or the one that it believes to lead. */
export function askLeader(
  process: MetaProcess,
  request: LeaderRequest,
  token: CallToken,
  done: (reply: LeaderReply) => void,
): void {
  attempt({ process, request, token, forwards: 1, done }, FORWARD_TRIES);
}

function attempt(forwarding: Forwarding, tries: number): void {
  const { process, request, token, done } = forwarding;
  if (token.cancelled) return;
  awaitLeader(process, (leader) => {
    if (token.cancelled) return;
    if (leader !== process.config.id) {
      sendOn(forwarding, leader, tries);
      return;
    }
    actAsLeader(process, request, token, (outcome) => {
      if (outcome.kind === 'forward') sendOn(forwarding, outcome.to, tries);
      else done(outcome);
    });
  });
}

function sendOn(forwarding: Forwarding, leader: number | undefined, tries: number): void {
  const { process, request, token, forwards, done } = forwarding;
  if (leader === undefined) {
    done({ kind: 'cannot-forward', message: 'need to forward but no known leader' });
    return;
  }
  if (forwards === 0) {
    done({ kind: 'cannot-forward', message: 'max number of forward reached' });
    return;
  }
  // Recorded as a failure at once, with nobody's address to try. The rest of the text is not recorded.
  if (!process.disk.state.nodes.has(leader)) {
    done({ kind: 'cannot-forward', message: `fail to get endpoint of node ${leader}` });
    return;
  }
  callPeer<LeaderReply>({
    from: process,
    find: () => findPeer(process, leader),
    act: (target, respond) =>
      attempt({ process: target, request, token, forwards: forwards - 1, done: respond }, FORWARD_TRIES),
    token,
    done: (reply) => {
      if (reply !== 'refused') done(asRemote(reply));
      else if (tries <= 1) done({ kind: 'cannot-forward', message: `cannot forward to the leader ${leader}` });
      else process.after(TIMELINE.forwardAgain, () => attempt(forwarding, tries - 1));
    },
  });
}

function asRemote(reply: LeaderReply): LeaderReply {
  return reply.kind === 'data-error' ? { ...reply, kind: 'remote-error' } : reply;
}

/** Waits up to 2 s for a leader to be known: a dead one that is remembered counts. */
export function awaitLeader(process: MetaProcess, done: (leader: number | undefined) => void): void {
  const until = process.world.now + TIMELINE.waitForLeader;
  const look = (): void => {
    const { leaderId, world } = process;
    if (leaderId !== undefined) {
      done(leaderId);
    } else if (world.now >= until) {
      process.effects.log('WARN', 'databend_meta::meta_node::meta_node: timeout waiting for a leader');
      done(undefined);
    } else {
      process.after(TIMELINE.pollLeader, look);
    }
  };
  look();
}
