import { type FrontendSpec, frontendHandle } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import { isHalfJoined, rowHandle } from './frontend-rows.ts';
import type { HostSurvey } from './host-survey.ts';
import { judgeMeta } from './judge-meta.ts';
import { judgePorts } from './judge-ports.ts';

/** Gates `ports` and `meta`. A node that is registered and half-joined may also be found with its own process and meta. */
export function judgeHost(node: FrontendSpec, host: HostSurvey): readonly Finding[] {
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
