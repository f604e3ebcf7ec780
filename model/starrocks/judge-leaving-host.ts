import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import { judgeSupervisor } from './judge-supervisor.ts';

/** What was read on the host of a frontend that is to go. */
export interface LeavingHost {
  /** Pid of the living frontend of the node's home. */
  readonly process?: number;
  /** What starts it again. */
  readonly supervisor?: string;
  /** Ports that the host says are listened on. */
  readonly listening: readonly number[];
  /** Where fe.conf says that meta is, when that is not where the cluster file says it is. */
  readonly metaElsewhere?: string;
  readonly metaEmpty: boolean;
  /** ClusterId in the meta directory's VERSION file. */
  readonly metaClusterId?: string;
}

export interface LeavingHostQuestion {
  /** Of the cluster that it leaves. */
  readonly clusterId: string;
  readonly registered: boolean;
}

/** Whether the process that would be stopped and the meta that would be moved are those of this member, and stay away then. */
export function judgeLeavingHost(
  node: FrontendSpec,
  host: LeavingHost,
  { clusterId, registered }: LeavingHostQuestion,
): readonly Finding[] {
  const { alias, home, meta } = node;
  if (host.metaClusterId !== undefined && host.metaClusterId !== clusterId) {
    const message = `${meta} is that of another cluster (ClusterId ${host.metaClusterId}, not ${clusterId})`;
    return [{ gate: 'second-cluster', severity: 'refusal', subject: alias, message }];
  }
  if (host.metaElsewhere !== undefined) {
    const message = `fe.conf of ${alias} says meta_dir is ${host.metaElsewhere}, the cluster file says ${meta}: the wrong one would be moved`;
    const next = [`nodes.${alias}.meta in the cluster file`];
    return [{ gate: 'own-meta', severity: 'refusal', subject: alias, message, next }];
  }
  if (!registered && (host.metaEmpty || host.metaClusterId === undefined)) {
    const message = `${alias} is not registered, and nothing of this cluster is on its host`;
    return [{ gate: 'member', severity: 'refusal', subject: alias, message, next: ['muster status'] }];
  }
  return [judgeProcess(node, host, home), judgeSupervisor(node, host.supervisor)];
}

function judgeProcess({ alias, ports }: FrontendSpec, { process, listening }: LeavingHost, home: string): Finding {
  const about = { gate: 'process', subject: alias } as const;
  if (process !== undefined) return { ...about, severity: 'ok', message: `pid ${process} is the frontend of ${home}` };
  const taken = Object.values(ports).find((port) => listening.includes(port));
  if (taken === undefined) return { ...about, severity: 'ok', message: `no frontend runs in ${home}` };
  return {
    ...about,
    severity: 'refusal',
    message: `something listens on ${taken} of ${alias}, and no frontend is known to run in ${home}: it would not be stopped`,
    next: [`ss -ltnp 'sport = :${taken}'`],
  };
}
