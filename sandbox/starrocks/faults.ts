import { rm } from 'node:fs/promises';
import type { SandboxHost } from '../engine.ts';
import { parseRequestFault } from '../faults/request-faults.ts';
import { findHost } from '../host/find-host.ts';
import type { FaultArgs } from '../host/host-faults.ts';
import type { ControlledSandbox } from './commands.ts';
import { cureDataFaults, setDataFault } from './data-commands.ts';
import { DATA_FAULTS, isDataFault } from './model/faults/data-faults.ts';
import { cutHost, mendHost } from './model/network.ts';
import type { CrashPhase } from './model/process.ts';
import { foreignHome, hasStaleMeta, metaOf, startForeign, stopForeign, writeStaleMeta } from './other-cluster.ts';

/** What can be wrong with a node. Unless it says so, a backend or a compute node can have it too. The text is what `muster sandbox fault` prints. */
export const FRONTEND_FAULTS = {
  silent: 'The node is cut off from the cluster without a word: clients=true cuts its clients too',
  'lose-reply':
    'The next statements that match take effect and their connection is cut before the answer: pattern, count',
  delay: 'The next statements that match wait before they run: pattern, seconds (of the product), count',
  'never-greet': 'The MySQL port accepts and never greets',
  'slow-start': 'The process starts so many times slower, and a backend that leaves takes so many times longer: factor',
  'crash-on-start': 'The next start dies: phase=before-handshake|after-handshake (of a frontend)',
  'never-stops': 'The process does not end at SIGTERM or SIGUSR1, so a graceful stop waits for ever; kill -9 ends it',
  'half-joined':
    'A frontend is registered that was never started: address (default: the node itself), role=FOLLOWER|OBSERVER',
  'stale-meta': 'The meta directory is that of another cluster',
  'frontend-elsewhere': 'Another frontend, of a cluster of its own, runs on the host',
  supervised: 'A systemd unit starts the process again whenever it ends; only systemctl stop ends it',
} as const;

export type FrontendFault = keyof typeof FRONTEND_FAULTS;

const ONLY_FRONTENDS: readonly FrontendFault[] = ['never-greet', 'half-joined', 'stale-meta', 'frontend-elsewhere'];

const PHASES: readonly unknown[] = ['before-handshake', 'after-handshake'];

export async function setFault(sandbox: ControlledSandbox, args: FaultArgs): Promise<null> {
  if (isDataFault(args['name'])) return setDataFault(sandbox, args['name'], args);
  const name = nameOf(args);
  const { world, clock, hub } = sandbox;
  if (name === 'lose-reply' || name === 'delay') {
    if (args['node'] !== undefined) findHost(sandbox.hosts, args['node']);
    sandbox.statementFaults.add(parseRequestFault(name, args));
    return null;
  }
  const host = findHost(sandbox.hosts, args['node']);
  if (host.role !== 'fe' && ONLY_FRONTENDS.includes(name)) {
    throw new Error(`${name} is a fault of frontends, ${host.name} is none`);
  }
  switch (name) {
    case 'silent':
      clock.run(() => cutHost(world, host.address));
      if (args['clients'] === true || args['clients'] === 'true') hub.muted.add(host.name);
      break;
    case 'never-greet':
      hub.neverGreet.add(host.name);
      break;
    case 'slow-start': {
      const factor = Number(args['factor'] ?? 10);
      if (!(factor > 0))
        throw new Error(`slow-start: factor is ${JSON.stringify(args['factor'])}, expected a number above 0`);
      world.slowness.set(host.address, factor);
      break;
    }
    case 'crash-on-start': {
      const phase = args['phase'] ?? 'before-handshake';
      if (!PHASES.includes(phase))
        throw new Error(`crash-on-start: phase is ${JSON.stringify(phase)}, expected one of ${PHASES.join(', ')}`);
      world.crashes.set(host.address, phase as CrashPhase);
      break;
    }
    case 'never-stops':
      hub.neverStops.add(host.name);
      break;
    case 'half-joined':
      await sandbox.sql('root', `ALTER SYSTEM ADD ${roleOf(args)} '${halfJoined(host, args)}'`);
      break;
    case 'stale-meta':
      await writeStaleMeta(sandbox, host);
      break;
    case 'frontend-elsewhere':
      await startForeign(sandbox, host);
      break;
    case 'supervised':
      sandbox.supervisor.watch(host);
  }
  applyToClients(sandbox, host);
  return null;
}

/** Without a name: all of them. */
export async function cureFault(sandbox: ControlledSandbox, args: FaultArgs): Promise<null> {
  if (isDataFault(args['name'])) return cureDataFaults(sandbox, args);
  const names = args['name'] === undefined ? (Object.keys(FRONTEND_FAULTS) as FrontendFault[]) : [nameOf(args)];
  const hosts = args['node'] === undefined ? sandbox.hosts : [findHost(sandbox.hosts, args['node'])];
  for (const name of names) {
    sandbox.statementFaults.clear(name, args['node']);
    for (const host of hosts) await cureOn(sandbox, host, name, args);
  }
  // Last: it takes a leader.
  return cureDataFaults(sandbox, args);
}

async function cureOn(
  sandbox: ControlledSandbox,
  host: SandboxHost,
  name: FrontendFault,
  args: FaultArgs,
): Promise<void> {
  const { world, clock, hub } = sandbox;
  switch (name) {
    case 'silent':
      hub.muted.delete(host.name);
      clock.run(() => mendHost(world, host.address));
      break;
    case 'never-greet':
      hub.neverGreet.delete(host.name);
      break;
    case 'slow-start':
      world.slowness.delete(host.address);
      break;
    case 'crash-on-start':
      world.crashes.delete(host.address);
      break;
    case 'never-stops':
      hub.neverStops.delete(host.name);
      break;
    case 'half-joined':
      if (args['name'] !== undefined)
        await sandbox.sql('root', `ALTER SYSTEM DROP ${roleOf(args)} '${halfJoined(host, args)}'`);
      break;
    case 'stale-meta':
      if (hasStaleMeta(sandbox, host)) await rm(metaOf(host), { recursive: true });
      break;
    case 'frontend-elsewhere':
      await stopForeign(sandbox, host);
      break;
    case 'supervised':
      sandbox.supervisor.leave(host);
      break;
    case 'lose-reply':
    case 'delay':
  }
  applyToClients(sandbox, host);
}

export function listFaults(sandbox: ControlledSandbox): object[] {
  const { world, hub, hosts, supervisor } = sandbox;
  const perHost = hosts.flatMap((host) => {
    const there: [FrontendFault, boolean, object?][] = [
      ['silent', world.isCut(host.address), { clients: hub.muted.has(host.name) }],
      ['never-greet', hub.neverGreet.has(host.name)],
      ['never-stops', hub.neverStops.has(host.name)],
      ['slow-start', world.slowness.has(host.address), { factor: world.slowness.get(host.address) }],
      ['crash-on-start', world.crashes.has(host.address), { phase: world.crashes.get(host.address) }],
      ['stale-meta', hasStaleMeta(sandbox, host)],
      ['supervised', supervisor.has(host)],
      ['frontend-elsewhere', sandbox.linkOf(host, foreignHome(host)) !== undefined],
    ];
    return there.filter(([, on]) => on).map(([name, , more]) => ({ name, node: host.name, ...more }));
  });
  return [...perHost, ...sandbox.statementFaults.list(), ...sandbox.dataFaults.list()];
}

function nameOf({ name }: FaultArgs): FrontendFault {
  if (typeof name === 'string' && Object.hasOwn(FRONTEND_FAULTS, name)) return name as FrontendFault;
  const names = Object.keys({ ...FRONTEND_FAULTS, ...DATA_FAULTS }).join(', ');
  throw new Error(`unknown fault ${JSON.stringify(name)}, there are ${names}`);
}

function applyToClients(sandbox: ControlledSandbox, host: SandboxHost): void {
  for (const link of sandbox.hub.links) if (link.host === host) sandbox.hub.applyClientFaults(link);
  for (const link of sandbox.backendHub.links) if (link.host === host) sandbox.backendHub.applyClientFaults(link);
}

function roleOf({ role = 'FOLLOWER' }: FaultArgs): string {
  if (role === 'FOLLOWER' || role === 'OBSERVER') return role;
  throw new Error(`half-joined: role is ${JSON.stringify(role)}, expected FOLLOWER or OBSERVER`);
}

function halfJoined(host: SandboxHost, { address }: FaultArgs): string {
  return address === undefined ? `${host.address}:9010` : String(address);
}
