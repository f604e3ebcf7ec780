import { type BackendSpec, type StarRocksCluster, backendsOf } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import type { BackendStatus } from '../../../model/status.ts';
import type { Finding } from '../../../model/step.ts';
import { checkBecome } from '../../ssh/check-become.ts';
import { sayReached } from '../../ssh/reach-host.ts';
import type { Tools } from '../../tools.ts';
import { checkRestartHost } from './check-restart-host.ts';

/** Every host of a backend or compute node of the file. One that cannot be reached is a finding like any other. */
export async function checkBackendHosts(
  tools: Tools,
  cluster: StarRocksCluster,
  backends: readonly BackendStatus[],
): Promise<readonly Finding[]> {
  const isMember = (node: BackendSpec) => backends.some(({ alias, inCluster }) => alias === node.alias && inCluster);
  const hosts = await Promise.all(backendsOf(cluster).map((node) => checkHost(tools, cluster, node, isMember(node))));
  return hosts.flat();
}

/** Of a node that is yet to join a plan says all of it. */
async function checkHost(
  tools: Tools,
  cluster: StarRocksCluster,
  node: BackendSpec,
  isMember: boolean,
): Promise<readonly Finding[]> {
  try {
    if (isMember) return await checkRestartHost(tools, { cluster, node: node.alias });
    const become = await checkBecome(tools, node);
    return [sayReached(node), ...(become === undefined ? [] : [become])];
  } catch (error) {
    if (!isMusterError(error)) throw error;
    const { message, hint } = error;
    const next = hint === undefined ? {} : { next: [hint] };
    return [{ gate: 'ssh', severity: 'refusal', subject: node.alias, message, ...next }];
  }
}
