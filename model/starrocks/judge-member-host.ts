import type { FrontendSpec } from './cluster-spec.ts';
import type { NodeStatus } from '../status.ts';
import type { Finding } from '../step.ts';
import { nodeCommands } from './node-commands.ts';
import type { HostReading } from './host-survey.ts';

/** What a host says beside what the cluster says of the node on it. */
export interface MemberHost extends Pick<HostReading, 'process' | 'meta' | 'metaClusterId' | 'installed'> {
  /** Absent when no frontend answers: then nobody can say who is a member. */
  readonly member: NodeStatus | undefined;
}

/** The gate `process`: whether the cluster and the host tell the same of one node. */
export function judgeMemberHost(node: FrontendSpec, host: MemberHost): readonly Finding[] {
  const { process, meta, installed, member } = host;
  const about = { gate: 'process', subject: node.alias } as const;
  const { alias, home } = node;
  const { start, stop } = nodeCommands(node);
  if (member === undefined) return judgeUnknown(node, host);
  if (!member.inCluster) {
    if (process === undefined || member.stranger !== undefined) return [];
    return [
      {
        ...about,
        severity: 'warning',
        message: `a frontend runs on ${alias} (pid ${process}), and it is no member: started and never added, or dropped`,
        next: [stop],
      },
    ];
  }
  if (member.alive === true) {
    if (process !== undefined) return [{ ...about, severity: 'ok', message: `${alias} runs as pid ${process}` }];
    return [
      {
        ...about,
        severity: 'warning',
        message: installed
          ? `${alias} is alive, but its process is not that of ${home}: the file names another directory, or fe.pid is gone`
          : `${alias} is alive, but nothing is installed in ${home}: the file names another directory`,
        next: [`home: <directory with bin/ and conf/>   # in the cluster file, for ${alias}`],
      },
    ];
  }
  if (process !== undefined) {
    return [
      {
        ...about,
        severity: 'refusal',
        message: `${alias} runs as pid ${process}, and the leader does not call it alive: look at its log before anything else`,
        next: [`tail -n 50 ${home}/log/fe.log   # on ${alias}`],
      },
    ];
  }
  // Started without its meta and without a helper it would found a cluster of its own (recorded on 3.5.7).
  const isEmpty = meta.length === 0;
  return [
    {
      ...about,
      severity: 'refusal',
      message: isEmpty
        ? `${alias} is registered, stopped, and its meta directory is empty: it can only be removed and added again`
        : `${alias} is registered and stopped: its journal is kept for it, and it counts against the quorum`,
      next: isEmpty ? [`muster remove ${alias} --lost`] : [start, `muster remove ${alias} --lost`],
    },
  ];
}

/** Nobody answers: what the hosts say is all there is, and the way back is to start what has its meta. */
function judgeUnknown(node: FrontendSpec, { process, meta, metaClusterId }: MemberHost): readonly Finding[] {
  const about = { gate: 'process', subject: node.alias } as const;
  const { alias, home } = node;
  if (process !== undefined) {
    return [
      {
        ...about,
        severity: 'warning',
        message: `${alias} runs as pid ${process} and does not answer: alone among several voters it waits for a majority`,
        next: [`tail -n 50 ${home}/log/fe.log   # on ${alias}`],
      },
    ];
  }
  if (meta.length === 0) return [];
  return [
    {
      ...about,
      severity: 'refusal',
      message: `${alias} is stopped, and its metadata is there${metaClusterId === undefined ? '' : ` (ClusterId ${metaClusterId})`}`,
      next: [nodeCommands(node).start],
    },
  ];
}
