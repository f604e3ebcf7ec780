import type { Finding } from '../../step.ts';
import { type MetaSpec, metaHandle } from '../cluster-spec.ts';
import { say } from './meta-host.ts';

/**
 * What came of asking the address of the new node from the host of a member, while something of ours answered there: its
 * word, nothing, somebody else's word; or that nothing could be put there to answer.
 */
export type Reach =
  | { readonly kind: 'answered' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unresolved' }
  | { readonly kind: 'somebody else' }
  | { readonly kind: 'no listener'; readonly why: string };

/** Asked from the leader's host, because it is the leader that has to reach the new node (recorded on 1.2.888). */
export function judgeReach(node: MetaSpec, from: string, reach: Reach): Finding {
  const address = metaHandle(node);
  const refuse = (message: string, next: string) => say(node, 'reach', 'refusal', message, next);
  switch (reach.kind) {
    case 'answered':
      return say(node, 'reach', 'ok', `${address} is reached from ${from}`);
    case 'unresolved':
      return refuse(
        `${node.host} does not resolve on ${from}: a join would wait for a vote that nobody can ask for`,
        `getent hosts ${node.host}   # on ${from}`,
      );
    case 'somebody else':
      return refuse(
        `from ${from} another machine than ${node.alias} answers at ${address}`,
        `getent hosts ${node.host}   # on ${from} and on ${node.alias}`,
      );
    case 'silent':
    case 'refused':
      return refuse(
        `${address} is not reached from ${from} (${reach.kind === 'silent' ? 'no answer' : 'refused'}): a join would freeze writes, or leave a dead voter`,
        `open port ${node.ports.raft} of ${node.host} for the other members`,
      );
    case 'no listener':
      return say(
        node,
        'reach',
        'warning',
        `whether ${from} reaches ${address} was not tried, because ${reach.why}`,
        `open port ${node.ports.raft} of ${node.host} for the other members, if it is not`,
      );
  }
}
