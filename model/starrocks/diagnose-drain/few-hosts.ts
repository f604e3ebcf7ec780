import { count } from '../drain/group.ts';
import { addBackend, lowerReplicas } from '../drain/judge-replicas.ts';
import type { Rule } from './rule.ts';

/** `few-hosts`, and `same-host` where the backends alone would be enough. */
export const findFewHosts: Rule = ({ left }, { spare }, { hosts, takers }) => {
  const stuck = left.find(({ place }) => place !== undefined && place.replicas > hosts.size);
  if (stuck?.place === undefined) return undefined;
  const { database, table, replicas } = stuck.place;
  const lower = lowerReplicas({ database, table, partitions: [{ name: stuck.place.partition }] }, hosts.size);
  const next = [addBackend(spare), ...lower];
  if (takers.length >= replicas) {
    const shared = [...hosts].filter((host) => takers.filter((row) => row.host === host).length > 1);
    return {
      cause: 'same-host',
      message: `${database}.${table} has ${replicas} replicas; ${takers.length} backends remain, but on ${count(hosts.size, 'host')} (${shared.join(', ')} has several), and no host takes two`,
      example: stuck.name,
      lasting: 'permanent',
      next,
    };
  }
  return {
    cause: 'few-hosts',
    message: `${database}.${table} has ${replicas} replicas, and ${count(hosts.size, 'host')} can take one`,
    example: stuck.name,
    lasting: 'permanent',
    next,
  };
};
