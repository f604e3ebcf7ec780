import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SandboxHost } from '../../engine.ts';
import { pathsOf } from '../paths.ts';
import { writeUnitText } from './unit-text.ts';

export interface PackageOptions {
  /** The node binary that stands in for the product's programs. */
  readonly node: string;
  /** Path of a compiled program by the name of the product's. */
  readonly programs: Readonly<Record<'databend-meta' | 'databend-metactl' | 'databend-query', string>>;
  /** Where the sandbox's own process listens, for each kind of them. */
  readonly sockets: { readonly meta: string; readonly query: string };
  readonly speed: number;
}

/** What the package leaves on a host: programs, unit, directories. Nothing runs, and the unit is not enabled. */
export async function installPackage(host: SandboxHost, options: PackageOptions): Promise<void> {
  const { bin, file, unit, unitDir, raftDir, logDir } = pathsOf(host);
  const names =
    host.role === 'query' ? (['databend-query'] as const) : (['databend-meta', 'databend-metactl'] as const);
  await mkdir(bin, { recursive: true });
  for (const name of names) {
    await writeFile(join(bin, name), writeLauncher(name, options));
    await chmod(join(bin, name), 0o755);
  }
  for (const dir of [dirname(file), unitDir, dirname(raftDir), logDir, join(host.root, 'etc/default')]) {
    await mkdir(dir, { recursive: true });
  }
  await writeFile(join(unitDir, unit), writeUnitText(host));
}

function writeLauncher(
  name: keyof PackageOptions['programs'],
  { node, programs, sockets, speed }: PackageOptions,
): string {
  return `#!/usr/bin/env bash
export SANDBOX_ENGINE='${sockets.meta}' SANDBOX_QUERIES='${sockets.query}' SANDBOX_SPEED='${speed}'
# Not the program's: the options of the caller's node are not for this one.
unset NODE_OPTIONS
exec -a "$0" '${node}' --max-old-space-size=64 '${programs[name]}' "$@"
`;
}
