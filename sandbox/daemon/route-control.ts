import type { ControlRequest, SandboxEngine } from '../engine.ts';
import { type FaultArgs, HOST_FAULTS, isHostFault } from '../host/host-faults.ts';
import {
  clearShimFault,
  isShimFault,
  listShimFaults,
  SHIM_FAULTS,
  type ShimFaultName,
  setShimFault,
} from '../host/shim-faults.ts';
import type { SshHost } from '../host/ssh-host.ts';

export interface ControlTargets {
  readonly servers: readonly SshHost[];
  /** Missing in a sandbox of bare hosts. */
  readonly engine?: SandboxEngine | undefined;
}

/** Faults of the hosts are answered here, everything else is the product's. */
export async function routeControl(targets: ControlTargets, request: ControlRequest): Promise<unknown> {
  const { command, args } = request;
  const { name } = args;
  const ofHosts = isHostFault(name) || isShimFault(name);
  if (command === 'faults') return listFaults(targets);
  if (command === 'cure' && name === undefined) return cureAll(targets, request);
  if (command === 'fault' && ofHosts) {
    for (const server of selectHosts(targets, args)) {
      if (isHostFault(name)) await server.setFault(name, args);
      else await setShimFault(server.host, name, args);
    }
    return null;
  }
  if (command === 'cure' && ofHosts) {
    for (const server of selectHosts(targets, args)) {
      if (isHostFault(name)) await server.clearFault(name);
      else await clearShimFault(server.host, name);
    }
    return null;
  }
  if (targets.engine !== undefined) return targets.engine.control(request);
  if (command === 'fault' || command === 'cure') throw new Error(`unknown fault ${JSON.stringify(name)}`);
  throw new Error(`unknown command ${JSON.stringify(command)}`);
}

/** `node` is an alias; without it all hosts are meant. */
function selectHosts({ servers }: ControlTargets, { node }: FaultArgs): readonly SshHost[] {
  if (node === undefined) return servers;
  const found = servers.filter(({ host }) => host.name === node);
  if (found.length > 0) return found;
  const names = servers.map(({ host }) => host.name).join(', ');
  throw new Error(`no host ${JSON.stringify(node)} in this sandbox, there are ${names}`);
}

async function listFaults(targets: ControlTargets): Promise<readonly unknown[]> {
  const lists: unknown[] = [];
  for (const server of targets.servers) {
    lists.push(...server.faults.list(), ...(await listShimFaults(server.host)));
  }
  const ofProduct = await targets.engine?.control({ command: 'faults', args: {} });
  return Array.isArray(ofProduct) ? [...lists, ...ofProduct] : lists;
}

async function cureAll(targets: ControlTargets, request: ControlRequest): Promise<null> {
  for (const server of selectHosts(targets, request.args)) {
    for (const name of Object.keys(HOST_FAULTS)) if (isHostFault(name)) await server.clearFault(name);
    for (const name of Object.keys(SHIM_FAULTS)) await clearShimFault(server.host, name as ShimFaultName);
  }
  await targets.engine?.control(request);
  return null;
}
