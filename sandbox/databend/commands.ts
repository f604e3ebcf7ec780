import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, kill } from '../daemon/sweep-processes.ts';
import type { ControlRequest, SandboxHost, SandboxInfo } from '../engine.ts';
import type { RequestFaults } from '../faults/request-faults.ts';
import { findHost } from '../host/find-host.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import type { HostUnits } from '../host/units/host-units.ts';
import type { WorldClock } from '../time/world-clock.ts';
import { fillStore } from './fill-store.ts';
import { cureFault, listFaults, setFault } from './faults.ts';
import { listNodes } from './list-nodes.ts';
import type { MetaHub } from './meta-hub.ts';
import type { World } from './model/world.ts';
import { pathsOf } from './paths.ts';
import type { QueryHub } from './query-hub.ts';
import { rebootHost } from './reboot-host.ts';
import { takeSnapshot } from './snapshot.ts';
import type { PackageOptions } from './package/launcher.ts';

/** What commands and faults need of the sandbox. */
export interface ControlledSandbox {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly world: World;
  readonly clock: WorldClock;
  readonly hub: MetaHub;
  readonly queryHub: QueryHub;
  readonly requestFaults: RequestFaults;
  readonly package: PackageOptions;
  /** Pids that were stopped with SIGSTOP. */
  readonly frozen: Set<number>;
  unitsOf(host: SandboxHost): HostUnits;
  serves(host: SandboxHost): boolean;
}

const GONE_WITHIN_MS = 30_000;

export async function routeCommand(sandbox: ControlledSandbox, { command, args }: ControlRequest): Promise<unknown> {
  const host = () => findHost(sandbox.hosts, args['node']);
  switch (command) {
    case 'nodes':
      return listNodes(sandbox);
    case 'start':
      return startUnit(sandbox, host());
    case 'stop':
      return stopUnit(sandbox, host());
    case 'kill':
      return killNode(sandbox, host());
    case 'reboot':
      return rebootHost(sandbox, host());
    case 'fault':
      return setFault(sandbox, args);
    case 'cure':
      return cureFault(sandbox, args);
    case 'faults':
      return listFaults(sandbox);
    case 'data':
      return fillStore(sandbox, args);
    case 'snapshot':
      return takeSnapshot(sandbox);
    default:
      throw new Error(`unknown command ${JSON.stringify(command)}, or none of Databend's`);
  }
}

function startUnit(sandbox: ControlledSandbox, host: SandboxHost): null {
  const units = sandbox.unitsOf(host);
  const unit = units.find(pathsOf(host).unit);
  if (unit === undefined) throw new Error(`no ${ROLE_NAMES[host.role]} is installed on ${host.name}`);
  units.start(unit);
  return null;
}

async function stopUnit(sandbox: ControlledSandbox, host: SandboxHost): Promise<null> {
  const units = sandbox.unitsOf(host);
  const unit = units.find(pathsOf(host).unit);
  if (unit !== undefined) await units.stop(unit);
  await untilGone(sandbox, host, linkOf(sandbox, host)?.pid);
  return null;
}

async function killNode(sandbox: ControlledSandbox, host: SandboxHost): Promise<null> {
  const link = linkOf(sandbox, host);
  if (link === undefined) throw new Error(`no ${ROLE_NAMES[host.role]} runs on ${host.name}`);
  const unit = sandbox.unitsOf(host).find(pathsOf(host).unit);
  const noticed = unit?.pid === link.pid ? unit.gone : undefined;
  kill(link.pid);
  await untilGone(sandbox, host, link.pid);
  // systemd notices a moment later, and whoever compares what was with what is would see it.
  await noticed;
  return null;
}

export function linkOf(sandbox: ControlledSandbox, host: SandboxHost): { readonly pid: number } | undefined {
  return host.role === 'query' ? sandbox.queryHub.linkOf(host) : sandbox.hub.linkOf(host);
}

/** Returns when the model knows and its ports are closed too, so that whoever asks next sees it gone. */
async function untilGone(sandbox: ControlledSandbox, host: SandboxHost, pid: number | undefined): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (pid !== undefined && (linkOf(sandbox, host)?.pid === pid || isAlive(pid))) {
    if (performance.now() > deadline) throw new Error(`the ${ROLE_NAMES[host.role]} on ${host.name} does not die`);
    await pause(5);
  }
}
