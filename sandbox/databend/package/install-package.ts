import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SandboxHost } from '../../engine.ts';
import { pathsOf } from '../paths.ts';
import { type PackageOptions, writeLauncher } from './launcher.ts';
import { writeUnitText } from './unit-text.ts';

/** What the package leaves on a host: programs, unit, directories. Nothing runs, and the unit is not enabled. */
export async function installPackage(host: SandboxHost, options: PackageOptions): Promise<void> {
  const { bin, file, unit, unitDir, raftDir, logDir } = pathsOf(host);
  const names =
    host.role === 'query' ? (['databend-query'] as const) : (['databend-meta', 'databend-metactl'] as const);
  for (const dir of [bin, dirname(file), unitDir, dirname(raftDir), logDir, join(host.root, 'etc/default')]) {
    await mkdir(dir, { recursive: true });
  }
  for (const name of names) await writeFile(join(bin, name), writeLauncher(name, options), { mode: 0o755 });
  await writeFile(join(unitDir, unit), writeUnitText(host));
}

/** What any host has. */
export async function prepareHost(host: SandboxHost): Promise<void> {
  await mkdir(pathsOf(host).unitDir, { recursive: true });
}
