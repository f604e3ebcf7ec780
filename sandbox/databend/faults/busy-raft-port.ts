import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxHost } from '../../engine.ts';
import type { ControlledSandbox } from '../commands.ts';
import { writeLauncher } from '../package/launcher.ts';
import { pathsOf } from '../paths.ts';

const UNIT = 'databend-meta-other.service';
const STARTS_WITHIN_MS = 50_000;

function filesOf(host: SandboxHost) {
  const { unitDir } = pathsOf(host);
  return {
    unit: join(unitDir, UNIT),
    toml: join(host.root, 'etc/databend/databend-meta-other.toml'),
    raftDir: join(host.root, 'var/lib/databend-other/raft'),
    program: join(host.root, 'var/lib/databend-other/databend-meta'),
  };
}

export function hasIntruder(host: SandboxHost): boolean {
  return existsSync(filesOf(host).unit);
}

/** A cluster of its own with one node, in a unit of its own: it only shares the raft port with whoever comes later. */
export async function occupyRaftPort(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  const { unit: path, toml, raftDir, program } = filesOf(host);
  for (const file of [toml, program]) await mkdir(dirname(file), { recursive: true });
  await writeFile(program, writeLauncher('databend-meta', sandbox.package), { mode: 0o755 });
  await writeFile(
    toml,
    `admin_api_address = "${host.address}:38002"
grpc_api_address = "${host.address}:19191"
grpc_api_advertise_host = "${host.address}"
log_dir = "${join(raftDir, '..', 'logs')}"
[raft_config]
id = 900
raft_dir = "${raftDir}"
raft_listen_host = "${host.address}"
raft_advertise_host = "${host.address}"
cluster_name = "other"
single = true
`,
  );
  await writeFile(
    path,
    `[Unit]\nDescription=Databend Meta of another cluster\n[Service]\nExecStart=${program} -c ${toml}\n[Install]\nWantedBy=multi-user.target\n`,
  );
  const units = sandbox.unitsOf(host);
  const unit = units.find(UNIT);
  if (unit === undefined) throw new Error(`no unit ${UNIT} on ${host.name}`);
  units.start(unit);
  const deadline = performance.now() + STARTS_WITHIN_MS;
  const serves = () =>
    [...sandbox.hub.links].some(
      ({ process, opened }) => process.config.raftDir === raftDir && process.started && opened,
    );
  while (!serves()) {
    if (performance.now() > deadline) throw new Error(`the other process on ${host.name} does not start`);
    await pause(5);
  }
}

export async function freeUpRaftPort(sandbox: ControlledSandbox, host: SandboxHost): Promise<void> {
  const { unit: path, toml, raftDir } = filesOf(host);
  const units = sandbox.unitsOf(host);
  const unit = units.find(UNIT);
  if (unit !== undefined) await units.stop(unit);
  for (const file of [path, toml, join(raftDir, '..')]) await rm(file, { recursive: true, force: true });
}
