import { type NodeSpec, frontendHandle } from '../cluster.ts';
import type { Finding } from '../step.ts';
import { type FrontendRow, isHalfJoined, rowHandle } from './frontend-rows.ts';

export type PortAnswer = 'open' | 'refused' | 'silent';

/** What was read about the host of a new frontend. */
export interface HostSurvey {
  readonly addresses: readonly string[];
  /** Ports that the host itself says are listened on. */
  readonly listening: readonly number[];
  /** Pid of a living frontend of the node's home. */
  readonly process?: number;
  /** First names in the meta directory. */
  readonly meta: readonly string[];
  /** ClusterId in the meta directory's VERSION file. */
  readonly metaClusterId?: string;
  readonly registered: readonly FrontendRow[];
  readonly clusterId: string;
  /** As the worker sees it. */
  readonly fromOutside: { readonly http: PortAnswer; readonly editLog: PortAnswer };
}

/** Gates `ports` and `meta`. A node that is registered and half-joined may also be found with its own process and meta. */
export function judgeHost(node: NodeSpec, host: HostSurvey): readonly Finding[] {
  const row = host.registered.find((candidate) => rowHandle(candidate) === frontendHandle(node));
  // Nothing of a member is called in the way: the commands that clear a host would take it out of service.
  if (row !== undefined && !isHalfJoined(row)) {
    const message = `${node.alias} (${rowHandle(row)}) is a member of this cluster: nothing on its host is touched`;
    return [{ gate: 'member', severity: 'refusal', subject: node.alias, message, next: ['muster status'] }];
  }
  const adoptable = row !== undefined;
  if (adoptable && host.process !== undefined && host.metaClusterId === host.clusterId) {
    const message = `process ${host.process} and meta of this cluster (${host.clusterId}) are there: they are adopted`;
    return [
      { gate: 'ports', severity: 'ok', subject: node.alias, message },
      { gate: 'meta', severity: 'ok', subject: node.alias, message },
    ];
  }
  return [judgePorts(node, host), judgeMeta(node, host)];
}

/**
 * ADD accepts a second address of a living frontend; that entry counts as a voter which never answers, and the leader
 * exits about 45 s later (recorded on 3.5.7). So nothing may listen, asked from the inside and from the outside.
 */
function judgePorts(node: NodeSpec, host: HostSurvey): Finding {
  const refuse = (message: string, next?: string): Finding => ({
    gate: 'ports',
    severity: 'refusal',
    subject: node.alias,
    message,
    ...(next !== undefined && { next: [next] }),
  });
  const twin = host.registered.find((row) => row.host !== node.host && host.addresses.includes(row.host));
  if (twin !== undefined)
    return refuse(`${node.host} and ${twin.host} are the same host, and ${rowHandle(twin)} is a frontend already`);
  if (host.process !== undefined)
    return refuse(`a frontend runs in ${node.home} already (pid ${host.process})`, `${node.home}/bin/stop_fe.sh`);
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

/** A frontend that finds ROLE and VERSION ignores its helper and goes on as what it was (recorded on 3.5.7). */
function judgeMeta(node: NodeSpec, { meta }: HostSurvey): Finding {
  if (meta.length === 0) return { gate: 'meta', severity: 'ok', subject: node.alias, message: `${node.meta} is empty` };
  return {
    gate: 'meta',
    severity: 'refusal',
    subject: node.alias,
    message: `${node.meta} is not empty (${meta.slice(0, 3).join(', ')}): the new frontend would go on as the old one`,
    next: [`mv '${node.meta}' '${node.meta}.old'`],
  };
}
