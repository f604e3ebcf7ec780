import type { SandboxHost } from '../engine.ts';
import { parseRequestFault } from '../faults/request-faults.ts';
import { findHost } from '../host/find-host.ts';
import type { FaultArgs } from '../host/host-faults.ts';
import { listenLocally, listensLocally, listenOpenly } from './faults/admin-local.ts';
import { freeUpRaftPort, hasIntruder, occupyRaftPort } from './faults/busy-raft-port.ts';
import { allowRaftDir, denyRaftDir, isRaftDirDenied } from './faults/raft-dir-denied.ts';
import type { ControlledSandbox } from './commands.ts';
import type { MetaLink } from './meta-hub.ts';
import type { QueryLink } from './query-hub.ts';
import { rebootHost } from './reboot-host.ts';

/** What can be wrong with a node. The text is what `muster sandbox fault` prints. */
export const DATABEND_FAULTS = {
  silent: 'The host is cut off from the cluster without a word: clients=true cuts its clients too',
  mute: 'Its ports accept and never answer; the other members still reach it',
  freeze: 'The process stands still (SIGSTOP): its ports accept and nothing answers',
  'lose-reply':
    'The next requests that match take effect and their connection is cut before the answer: pattern, count',
  delay: 'The next requests that match wait before they are taken up: pattern, seconds (of the product), count',
  'slow-catch-up': 'A node takes so many times longer to take over what it missed: factor',
  'crash-on-start': 'The next start dies as soon as the process is there',
  'raft-dir-denied': 'The raft directory cannot be written',
  'busy-raft-port': "A process of another cluster has the host's raft port",
  'admin-local': 'The admin port is open on 127.0.0.1 only; the process is started again for it',
  reboot: 'The host is switched off and on: what is enabled starts again',
} as const;

export type DatabendFault = keyof typeof DATABEND_FAULTS;

const ONLY_META: readonly DatabendFault[] = [
  ...(['mute', 'slow-catch-up', 'crash-on-start', 'raft-dir-denied', 'busy-raft-port', 'admin-local'] as const),
];

export async function setFault(sandbox: ControlledSandbox, args: FaultArgs): Promise<null> {
  const name = nameOf(args);
  if (name === 'lose-reply' || name === 'delay') {
    if (args['node'] !== undefined) findHost(sandbox.hosts, args['node']);
    sandbox.requestFaults.add(parseRequestFault(name, args));
    return null;
  }
  const host = findHost(sandbox.hosts, args['node']);
  if (host.role !== 'meta' && ONLY_META.includes(name)) {
    throw new Error(`${name} is a fault of Meta nodes, ${host.name} is none`);
  }
  switch (name) {
    case 'silent':
      sandbox.clock.run(() => sandbox.world.cut(host.name));
      if (args['clients'] === true || args['clients'] === 'true') mute(sandbox, host, true);
      return null;
    case 'mute':
      mute(sandbox, host, true);
      return null;
    case 'freeze':
      freeze(sandbox, host, true);
      return null;
    case 'slow-catch-up': {
      const factor = Number(args['factor'] ?? 10);
      if (!(factor > 0)) {
        throw new Error(`slow-catch-up: factor is ${JSON.stringify(args['factor'])}, expected a number above 0`);
      }
      sandbox.world.slowness.set(host.name, factor);
      return null;
    }
    case 'crash-on-start':
      sandbox.hub.crashing.add(host.name);
      return null;
    case 'raft-dir-denied':
      denyRaftDir(host);
      return null;
    case 'busy-raft-port':
      await occupyRaftPort(sandbox, host);
      return null;
    case 'admin-local':
      await listenLocally(sandbox, host);
      return null;
    case 'reboot':
      return rebootHost(sandbox, host);
  }
}

/** Without a name: all of them. */
export async function cureFault(sandbox: ControlledSandbox, args: FaultArgs): Promise<null> {
  const names = args['name'] === undefined ? (Object.keys(DATABEND_FAULTS) as DatabendFault[]) : [nameOf(args)];
  const hosts = args['node'] === undefined ? sandbox.hosts : [findHost(sandbox.hosts, args['node'])];
  for (const name of names) {
    sandbox.requestFaults.clear(name, args['node']);
    for (const host of hosts) await cureOn(sandbox, host, name);
  }
  return null;
}

async function cureOn(sandbox: ControlledSandbox, host: SandboxHost, name: DatabendFault): Promise<void> {
  switch (name) {
    case 'silent':
      sandbox.clock.run(() => sandbox.world.mend(host.name));
      mute(sandbox, host, false);
      return;
    case 'mute':
      mute(sandbox, host, false);
      return;
    case 'freeze':
      freeze(sandbox, host, false);
      return;
    case 'slow-catch-up':
      sandbox.world.slowness.delete(host.name);
      return;
    case 'crash-on-start':
      sandbox.hub.crashing.delete(host.name);
      return;
    case 'raft-dir-denied':
      if (isRaftDirDenied(host)) allowRaftDir(host);
      return;
    case 'busy-raft-port':
      if (hasIntruder(host)) await freeUpRaftPort(sandbox, host);
      return;
    case 'admin-local':
      if (listensLocally(host)) await listenOpenly(sandbox, host);
      return;
    case 'lose-reply':
    case 'delay':
    case 'reboot':
  }
}

export function listFaults(sandbox: ControlledSandbox): object[] {
  const { hosts, world, hub, requestFaults } = sandbox;
  const perHost = hosts.flatMap((host) => {
    const { name } = host;
    const there: [DatabendFault, boolean, object?][] = [
      ['silent', world.isCut(name), { clients: hub.muted.has(name) }],
      ['mute', hub.muted.has(name) && !world.isCut(name)],
      ['freeze', linksOn(sandbox, host).some(({ pid }) => sandbox.frozen.has(pid))],
      ['slow-catch-up', world.slowness.has(name), { factor: world.slowness.get(name) }],
      ['crash-on-start', hub.crashing.has(name)],
      ['raft-dir-denied', isRaftDirDenied(host)],
      ['busy-raft-port', hasIntruder(host)],
      ['admin-local', listensLocally(host)],
    ];
    return there.filter(([, on]) => on).map(([fault, , more]) => ({ name: fault, node: name, ...more }));
  });
  return [...perHost, ...requestFaults.list()];
}

function nameOf({ name }: FaultArgs): DatabendFault {
  if (typeof name === 'string' && Object.hasOwn(DATABEND_FAULTS, name)) return name as DatabendFault;
  throw new Error(`unknown fault ${JSON.stringify(name)}, there are ${Object.keys(DATABEND_FAULTS).join(', ')}`);
}

function mute(sandbox: ControlledSandbox, host: SandboxHost, on: boolean): void {
  const { hub } = sandbox;
  if (on) hub.muted.add(host.name);
  else hub.muted.delete(host.name);
  for (const link of linksOn(sandbox, host)) link.tell({ type: 'mute', on });
}

function linksOn({ hub, queryHub }: ControlledSandbox, host: SandboxHost): readonly (MetaLink | QueryLink)[] {
  return [...hub.links, ...queryHub.links].filter((link) => link.host === host);
}

function freeze(sandbox: ControlledSandbox, host: SandboxHost, on: boolean): void {
  const { clock, world, frozen } = sandbox;
  const links = linksOn(sandbox, host).filter(({ pid }) => on !== frozen.has(pid));
  if (on && links.length === 0) throw new Error(`freeze: nothing runs on ${host.name} that does not stand still`);
  for (const link of links) {
    if (on) frozen.add(link.pid);
    else frozen.delete(link.pid);
    process.kill(link.pid, on ? 'SIGSTOP' : 'SIGCONT');
    if (!('process' in link)) continue;
    clock.run(() => (on ? world.freeze(link.process) : world.thaw(link.process)));
  }
}
