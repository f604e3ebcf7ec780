import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { type MetaHostReading, say } from './meta-host.ts';

const NOWHERE = /^(?:0(?:\.0){3}|localhost|127\.0\.0\.1)$/i;
const LOOPBACK = /^127\./;

/**
 * What a node gives out as its address is where the others ask for its vote: one that is wrong freezes all writes of a cluster
 * of one, or leaves a dead voter (recorded on 1.2.888).
 */
export function judgeAdvertised(node: MetaSpec, host: MetaHostReading, others: readonly string[]): Finding {
  const refuse = (message: string, ...next: readonly string[]) => say(node, 'advertised', 'refusal', message, ...next);
  const change = `host: <an address of ${node.alias} that the other members reach>   # in the cluster file`;
  if (NOWHERE.test(node.host)) {
    return refuse(
      `${node.host} means another machine to everyone who asks: it cannot be given out as an address`,
      change,
    );
  }
  if (LOOPBACK.test(node.host) && others.some((other) => !LOOPBACK.test(other))) {
    return refuse(`${node.host} is a loopback address, which no other host reaches`, change);
  }
  if (host.resolved.length === 0) {
    return refuse(`${node.alias} does not know its own address: ${node.host} does not resolve there`, change);
  }
  const own = host.resolved.find((address) => host.addresses.includes(address) || LOOPBACK.test(address));
  if (own === undefined) {
    return refuse(
      `${node.host} is ${host.resolved.join(', ')} on ${node.alias}, which has ${host.addresses.join(', ')}: it cannot listen there`,
      change,
    );
  }
  if (LOOPBACK.test(own) && !LOOPBACK.test(node.host)) {
    return refuse(
      `${node.host} resolves to ${own} on ${node.alias} itself: it would listen where nobody reaches it`,
      `getent ahostsv4 ${node.host}   # on ${node.alias}; look at its /etc/hosts`,
    );
  }
  return say(node, 'advertised', 'ok', `${node.host} is an address of ${node.alias}`);
}
