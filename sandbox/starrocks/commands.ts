import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, kill } from '../daemon/sweep-processes.ts';
import type { ControlRequest, SandboxHost, SandboxInfo } from '../engine.ts';
import { cureFault, listFaults, setFault } from './faults.ts';
import { changeData } from './data-commands.ts';
import { setFakeBackends } from './fake-backends.ts';
import type { Answer } from './model/answer.ts';
import type { DataFaults } from './model/faults/data-faults.ts';
import { changedConfig } from './model/frontend-config.ts';
import { hasJoined } from './model/has-joined.ts';
import type { Process } from './model/process.ts';
import type { World } from './model/world.ts';
import { findHost } from '../host/find-host.ts';
import { ROLE_NAMES } from '../host/role-names.ts';
import type { RequestFaults } from '../faults/request-faults.ts';
import { homeOf, runScript } from './nodes.ts';
import type { BackendHub, BackendLink } from './backend-hub.ts';
import { listNodes } from './list-nodes.ts';
import type { Link, ProcessHub } from './process-hub.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { Supervisor } from './supervisor.ts';
import type { WorldClock } from '../time/world-clock.ts';

/** What commands and faults need of the sandbox. */
export interface ControlledSandbox {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly world: World;
  readonly clock: WorldClock;
  readonly hub: ProcessHub;
  readonly backendHub: BackendHub;
  readonly supervisor: Supervisor;
  readonly statementFaults: RequestFaults;
  readonly dataFaults: DataFaults;
  readonly secrets: readonly string[];
  install(host: SandboxHost, home?: string): Promise<void>;
  linkOf(host: SandboxHost, home?: string): Link | undefined;
  /** The same for backends and compute nodes. */
  backendOf(host: SandboxHost): BackendLink | undefined;
  leader(): Process | undefined;
  bestKnown(): Process | undefined;
  sql(user: string, statement: string): Promise<Answer>;
}

const GONE_WITHIN_MS = 30_000;

export async function routeCommand(sandbox: ControlledSandbox, { command, args }: ControlRequest): Promise<unknown> {
  switch (command) {
    case 'nodes':
      return listNodes(sandbox);
    case 'kill':
      return killNode(sandbox, findHost(sandbox.hosts, args['node']));
    case 'stop':
      return stopNode(sandbox, findHost(sandbox.hosts, args['node']), args['graceful'] === true);
    case 'start': {
      const host = findHost(sandbox.hosts, args['node']);
      const helper = args['helper'] === undefined ? [] : ['--helper', String(args['helper'])];
      if (helper.length > 0 && host.role !== 'fe')
        throw new Error(`only a frontend has a helper, ${host.name} is none`);
      return runScript(sandbox.options, host, homeOf(host), `start_${host.role}.sh`, [...helper, '--daemon']);
    }
    case 'fault':
      return setFault(sandbox, args);
    case 'cure':
      return cureFault(sandbox, args);
    case 'faults':
      return listFaults(sandbox);
    case 'backends':
      return setFakeBackends(sandbox, args);
    case 'data':
      return changeData(sandbox, args);
    case 'sql':
      return sandbox.sql(String(args['user'] ?? 'root'), String(args['statement']));
    case 'snapshot':
      return snapshot(sandbox);
    default:
      throw new Error(`unknown command ${JSON.stringify(command)}`);
  }
}

/** By its script, which may leave it alone. */
async function stopNode(sandbox: ControlledSandbox, host: SandboxHost, graceful: boolean): Promise<void> {
  const pid = pidOn(sandbox, host);
  await runScript(sandbox.options, host, homeOf(host), `stop_${host.role}.sh`, graceful ? ['--graceful'] : []);
  if (pid !== undefined && !isAlive(pid)) await untilGone(sandbox, host, pid);
}

async function killNode(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  const pid = pidOn(sandbox, host);
  if (pid === undefined) throw new Error(`no ${ROLE_NAMES[host.role]} runs on ${host.name}`);
  kill(pid);
  await untilGone(sandbox, host, pid);
}

function pidOn(sandbox: ControlledSandbox, host: SandboxHost): number | undefined {
  return (host.role === 'fe' ? sandbox.linkOf(host) : sandbox.backendOf(host))?.pid;
}

/** Returns when the model knows and its ports are closed too, so that whoever asks next sees it gone. */
async function untilGone(sandbox: ControlledSandbox, host: SandboxHost, pid: number): Promise<void> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (pidOn(sandbox, host) === pid || isAlive(pid)) {
    if (performance.now() > deadline) throw new Error(`the ${ROLE_NAMES[host.role]} on ${host.name} does not die`);
    await pause(5);
  }
}

function snapshot(sandbox: ControlledSandbox): Snapshot {
  const { options, hosts, hub, backendHub, world, secrets } = sandbox;
  const known = sandbox.bestKnown();
  const members = known?.env?.metadata.frontends ?? [];
  return takeSnapshot({
    options,
    hosts,
    links: hub.links,
    backendLinks: backendHub.links,
    metadata: known?.env?.metadata,
    knobs: known === undefined ? {} : changedConfig(known),
    joined: new Set(members.filter((row) => known && hasJoined(world, known, row)).map(({ name }) => name)),
    secrets,
  });
}
