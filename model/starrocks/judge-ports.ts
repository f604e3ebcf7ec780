import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import { rowHandle } from './frontend-rows.ts';
import type { HostSurvey } from './host-survey.ts';
import { nodeCommands } from './node-commands.ts';

/**
 * ADD accepts a second address of a living frontend; that entry counts as a voter which never answers, and the leader
 * exits about 45 s later (recorded on 3.5.7). So nothing may listen, asked from the inside and from the outside.
 */
export function judgePorts(node: FrontendSpec, host: HostSurvey): Finding {
  const refuse = (message: string, next?: string): Finding => ({
    gate: 'ports',
    severity: 'refusal',
    subject: node.alias,
    message,
    ...(next !== undefined && { next: [next] }),
  });
  const shared = host.addresses.filter((address) => address !== '127.0.0.1');
  const twin = host.registered.find((row) => row.host !== node.host && shared.includes(row.host));
  if (twin !== undefined)
    return refuse(`${node.host} and ${twin.host} are the same host, and ${rowHandle(twin)} is a frontend already`);
  if (host.process !== undefined)
    return refuse(
      `a frontend runs in ${node.home} already (pid ${host.process})`,
      // Where there is no cluster yet this one may be it, or one of another: nobody should stop it before looking.
      host.clusterId === '' ? 'muster status' : nodeCommands(node).stop,
    );
  const taken = Object.entries(node.ports).filter(([, port]) => host.listening.includes(port));
  if (taken.length > 0) {
    const list = taken.map(([name, port]) => `${port} (${name})`).join(', ');
    return refuse(`something listens on ${list} of ${node.host}`, `ss -ltnp 'sport = :${taken[0]?.[1]}'`);
  }
  const answering = (['http', 'editLog'] as const).filter((name) => host.fromOutside[name] === 'open');
  if (answering.length > 0) {
    const list = answering.map((name) => node.ports[name]).join(' and ');
    return refuse(`${node.host} answers on port ${list}: a frontend may live there under another address`);
  }
  const silent = (['http', 'editLog'] as const).filter((name) => host.fromOutside[name] === 'silent');
  if (silent.length > 0) {
    const list = silent.map((name) => node.ports[name]).join(' and ');
    return refuse(
      `port ${list} of ${node.host} neither answers nor refuses: a firewall would keep the new frontend from its peers`,
    );
  }
  return {
    gate: 'ports',
    severity: 'ok',
    subject: node.alias,
    message: `${Object.values(node.ports).join(', ')} are free`,
  };
}
