import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeBackendLauncher, writeStartBackendScript, writeStopBackendScript } from './backend-scripts.ts';
import { writeBeConf } from './be-conf.ts';
import { writeFeConf } from './fe-conf.ts';
import { type ProgramPaths, writeStartScript } from './start-script.ts';
import { writeStopScript } from './stop-script.ts';

export const PRODUCT_VERSION = '3.5.7';
const TOP = `StarRocks-${PRODUCT_VERSION}`;

export interface PackageOptions extends ProgramPaths {
  /** Below it, `packages/StarRocks-3.5.7.tar.gz` is made. */
  readonly dir: string;
  readonly keystorePassword: string;
  /** Of backends and compute nodes. */
  readonly backend: ProgramPaths;
}

/** The directories of the product's archive: compute nodes are started from `be/`. */
export type PackagePart = 'fe' | 'be';

/** The files of one of them, small ones. */
function listPackageFiles(options: PackageOptions, part: PackagePart): ReadonlyMap<string, string> {
  if (part === 'be') {
    return new Map([
      ['bin/start_backend.sh', writeBackendLauncher(options.backend)],
      ['bin/start_be.sh', writeStartBackendScript('be')],
      ['bin/start_cn.sh', writeStartBackendScript('cn')],
      ['bin/stop_be.sh', writeStopBackendScript('be')],
      ['bin/stop_cn.sh', writeStopBackendScript('cn')],
      ['conf/be.conf', writeBeConf()],
      ['conf/cn.conf', writeBeConf()],
      ['lib/starrocks_be', 'The program of the backend is simulated.\n'],
    ]);
  }
  return new Map([
    ['bin/start_fe.sh', writeStartScript(options)],
    ['bin/stop_fe.sh', writeStopScript()],
    ['conf/fe.conf', writeFeConf(options.keystorePassword)],
    ['conf/udf_security.policy', 'grant {\n    permission java.security.AllPermission;\n};\n'],
    ['lib/starrocks-fe.jar', 'The program of the frontend is simulated.\n'],
  ]);
}

export async function writeProduct(home: string, options: PackageOptions, part: PackagePart): Promise<void> {
  for (const [path, text] of listPackageFiles(options, part)) {
    const target = join(home, path);
    await mkdir(dirname(target), { recursive: true });
    const program = path.endsWith('.sh') || path === 'lib/starrocks_be';
    await writeFile(target, text, { mode: program ? 0o755 : 0o644 });
  }
}

/** The archive that the product would be installed from. Returns its path. */
export async function buildPackage(options: PackageOptions): Promise<string> {
  const packages = join(options.dir, 'packages');
  const staging = join(packages, 'staging');
  const archive = join(packages, `${TOP}.tar.gz`);
  for (const part of ['fe', 'be'] as const) await writeProduct(join(staging, TOP, part), options, part);
  const sameEachTime = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  await promisify(execFile)('tar', [...sameEachTime, '-czf', archive, '-C', staging, TOP]);
  await rm(staging, { recursive: true });
  return archive;
}
