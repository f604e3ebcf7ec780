import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import type { FrontendRow } from './frontend-rows.ts';

/**
 * A newcomer calls its helper, and the leader calls the newcomer, each on its own http_port: with two different ones it never
 * joins (recorded on 3.5.7). The column has the port of the one that answered, so only the leader's own answer counts.
 */
export function judgeHttpPort(leaderRows: readonly FrontendRow[], node: FrontendSpec): Finding {
  const leader = leaderRows.find(({ role }) => role === 'LEADER');
  const finding = { gate: 'http-port', subject: node.alias } as const;
  const port = node.ports.http;
  if (leader === undefined || leader.httpPort === 0) {
    return { ...finding, severity: 'warning', message: 'the http_port of the leader cannot be read' };
  }
  if (leader.httpPort === port) return { ...finding, severity: 'ok', message: `http_port is ${port}, as the leader's` };
  return {
    ...finding,
    severity: 'refusal',
    message: `http_port of ${node.alias} is ${port}, that of the leader ${leader.httpPort}: it would never join`,
    next: [`ports: { http: ${leader.httpPort} }   # in the cluster file, for ${node.alias} or roles.fe`],
  };
}
