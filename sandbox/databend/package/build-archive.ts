import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PRODUCT_VERSION } from '../paths.ts';
import { type PackageOptions, PROGRAMS, writeLauncher } from './launcher.ts';

/** Relative to the directory of the sandbox, as its cluster file has it. */
export const ARCHIVE = `packages/databend-v${PRODUCT_VERSION}-x86_64-unknown-linux-gnu.tar.gz`;

/** The archive that the product would be installed from: its programs below `bin/`. */
export async function buildArchive(dir: string, options: PackageOptions): Promise<void> {
  const staging = join(dir, 'packages', 'staging');
  await mkdir(join(staging, 'bin'), { recursive: true });
  for (const name of PROGRAMS) {
    await writeFile(join(staging, 'bin', name), writeLauncher(name, options), { mode: 0o755 });
  }
  const sameEachTime = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await promisify(execFile)('tar', [...sameEachTime, '-czf', join(dir, ARCHIVE), '-C', staging, 'bin']);
  await rm(staging, { recursive: true });
}
