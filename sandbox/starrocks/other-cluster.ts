import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxHost } from '../engine.ts';
import type { ControlledSandbox } from './commands.ts';
import { describeMeta } from './describe-meta.ts';
import { FIRST_ID, makeFrontend, type Metadata } from './model/metadata.ts';
import type { Environment } from './model/process.ts';
import { homeOf, runScript } from './nodes.ts';
import { readMeta, writeMeta } from './process/meta-dir.ts';

const FOREIGN_WITHIN_MS = 30_000;
const FOREIGN_CLUSTER = 1_111_111_111;

export function metaOf(host: SandboxHost): string {
  return join(homeOf(host), 'meta');
}

export function hasStaleMeta({ world }: ControlledSandbox, host: SandboxHost): boolean {
  const { environment } = readMeta(metaOf(host));
  return environment !== undefined && world.environments.get(environment)?.clusterId === FOREIGN_CLUSTER;
}

export async function writeStaleMeta({ world }: ControlledSandbox, host: SandboxHost): Promise<void> {
  const nodeName = `${host.address}_9010_1700000000000`;
  const metadata: Metadata = {
    clusterId: FOREIGN_CLUSTER,
    token: world.newId(),
    runMode: 'shared_nothing',
    journalId: 40,
    nextId: FIRST_ID,
    frontends: [makeFrontend(1, nodeName, host.address, 9010, 'FOLLOWER')],
    backends: [],
    users: [],
  };
  const group = world.groups.get(FOREIGN_CLUSTER) ?? world.createGroup(FOREIGN_CLUSTER);
  group.joined.add(nodeName);
  group.voters.add(nodeName);
  const env: Environment = { id: world.newId(), clusterId: FOREIGN_CLUSTER, nodeName, role: 'FOLLOWER', metadata };
  world.environments.set(env.id, env);
  await mkdir(metaOf(host), { recursive: true });
  writeMeta(metaOf(host), describeMeta(env));
}

export function foreignHome(host: SandboxHost): string {
  return join(host.root, 'srv', 'starrocks-other', 'fe');
}

export async function startForeign(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  const home = foreignHome(host);
  await sandbox.install(host, home);
  await runScript(sandbox.options, host, home, 'start_fe.sh', ['--daemon']);
  const deadline = performance.now() + FOREIGN_WITHIN_MS;
  const serves = () => {
    const link = sandbox.linkOf(host, home);
    return link?.opened === true && link.process?.ready === true;
  };
  while (!serves()) {
    if (performance.now() > deadline) throw new Error(`the other frontend on ${host.name} does not serve`);
    await pause(5);
  }
}

export async function stopForeign(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  const link = sandbox.linkOf(host, foreignHome(host));
  if (link !== undefined) process.kill(link.pid, 'SIGKILL');
  while (link !== undefined && sandbox.hub.links.has(link)) await pause(5);
  await rm(foreignHome(host), { recursive: true, force: true });
}
