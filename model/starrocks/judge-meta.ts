import { type FrontendSpec, frontendHandle } from './cluster-spec.ts';
import { sshCommand } from '../ssh-target.ts';
import type { Finding } from '../step.ts';
import { rowHandle } from './frontend-rows.ts';
import type { HostSurvey } from './host-survey.ts';
import { nodeCommands } from './node-commands.ts';

/** A frontend that finds ROLE and VERSION ignores its helper and goes on as what it was (recorded on 3.5.7). */
export function judgeMeta(node: FrontendSpec, host: HostSurvey): Finding {
  const { meta } = host;
  const finding = { gate: 'meta', subject: node.alias } as const;
  if (meta.length === 0) return { ...finding, severity: 'ok', message: `${node.meta} is empty` };
  // Registered, and its own meta is there: it may be a member that stopped, whose journal is not to be moved away.
  if (host.metaClusterId === host.clusterId && host.registered.some((row) => rowHandle(row) === frontendHandle(node))) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${node.meta} on ${node.alias} has meta of this cluster, and no frontend runs there: start that one`,
      next: [onHost(node, `${node.home}/bin/start_fe.sh --daemon`)],
    };
  }
  // A new cluster is asked for, and there is one, whole or in part: it may only be stopped, and this is all there is of it.
  if (host.clusterId === '' && host.metaClusterId !== undefined) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${node.meta} on ${node.alias} holds the metadata of cluster ${host.metaClusterId}: start that frontend again, or move it away if nothing of it is needed any more`,
      ...(host.process === undefined && { next: [nodeCommands(node).start] }),
    };
  }
  if (host.process !== undefined) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${node.meta} on ${node.alias} is not empty, and a frontend runs with it`,
    };
  }
  return {
    ...finding,
    severity: 'refusal',
    message: `${node.meta} on ${node.alias} is not empty (${meta.slice(0, 3).join(', ')}): the new frontend would go on as the old one`,
    next: [onHost(node, `mv -T ${node.meta} ${node.meta}.old`)],
  };
}

/** As a person runs it from where the worker is, as the user that owns the files. */
function onHost(node: FrontendSpec, command: string): string {
  const { become } = node.ssh;
  return `${sshCommand(node.ssh)} ${become === undefined ? '' : `sudo -u ${become} `}${command}`;
}
