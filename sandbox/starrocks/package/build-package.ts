import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFeConf } from './fe-conf.ts';
import { type ProgramPaths, writeStartScript } from './start-script.ts';
import { writeStopScript } from './stop-script.ts';

export const PRODUCT_VERSION = '3.5.7';
const TOP = `StarRocks-${PRODUCT_VERSION}`;

export interface PackageOptions extends ProgramPaths {
  /** Below it, `packages/StarRocks-3.5.7.tar.gz` is made. */
  readonly dir: string;
  readonly keystorePassword: string;
}

/** The files of `fe/` in the product's archive, small ones. */
export function listPackageFiles(options: PackageOptions): ReadonlyMap<string, string> {
  return new Map([
    ['bin/start_fe.sh', writeStartScript(options)],
    ['bin/stop_fe.sh', writeStopScript()],
    ['conf/fe.conf', writeFeConf(options.keystorePassword)],
    ['conf/udf_security.policy', 'grant {\n    permission java.security.AllPermission;\n};\n'],
    ['lib/starrocks-fe.jar', 'The program of the frontend is simulated.\n'],
  ]);
}

export async function writeProduct(home: string, options: PackageOptions): Promise<void> {
  for (const [path, text] of listPackageFiles(options)) {
    const target = join(home, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
}

/** The archive that the product would be installed from. Returns its path. */
export async function buildPackage(options: PackageOptions): Promise<string> {
  const packages = join(options.dir, 'packages');
  const staging = join(packages, 'staging');
  const archive = join(packages, `${TOP}.tar.gz`);
  await writeProduct(join(staging, TOP, 'fe'), options);
  const sameEachTime = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await promisify(execFile)('tar', [...sameEachTime, '-czf', archive, '-C', staging, TOP]);
  await rm(staging, { recursive: true });
  return archive;
}
