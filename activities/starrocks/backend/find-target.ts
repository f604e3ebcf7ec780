import { type BackendSpec, type StarRocksCluster, backendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { isHost, isPort } from '../../../model/patterns.ts';

/** A backend or compute node that is to go; of one that the cluster file does not know there is no host that we may touch. */
export interface LeavingTarget {
  readonly name: string;
  readonly host: string;
  readonly heartbeatPort: number;
  readonly node?: BackendSpec;
}

export interface TargetInput {
  readonly cluster: StarRocksCluster;
  /** Alias, or `host:heartbeat port`. */
  readonly node: string;
}

export function findTarget({ cluster, node: name }: TargetInput): LeavingTarget {
  const node = backendsOf(cluster).find(({ alias }) => alias === name);
  if (node !== undefined) return { name, host: node.host, heartbeatPort: node.ports.heartbeat, node };
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(name) ?? [];
  if (isHost(host) && isPort(Number(port))) return { name, host, heartbeatPort: Number(port) };
  throw new MusterError('BAD_INPUT', `${cluster.name} has no backend or compute node ${name}`, {
    hint: 'muster status',
  });
}

export function targetHandle({ host, heartbeatPort }: LeavingTarget): string {
  return `${host}:${heartbeatPort}`;
}
