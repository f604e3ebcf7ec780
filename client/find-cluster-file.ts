import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MusterError } from '../model/error.ts';
import { sandboxesDirectory } from './sandboxes.ts';

const DEFAULT_FILE = 'muster.yaml';

export interface FoundFile {
  readonly path: string;
  /** Where it comes from, when that may surprise. */
  readonly notice?: string;
}

export async function findClusterFile(
  flag: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<FoundFile> {
  if (flag !== undefined) return { path: resolve(flag) };
  if (env.MUSTER_FILE !== undefined && env.MUSTER_FILE !== '')
    return { path: resolve(env.MUSTER_FILE), notice: `cluster file ${env.MUSTER_FILE} (MUSTER_FILE)` };
  if (existsSync(DEFAULT_FILE)) return { path: resolve(DEFAULT_FILE) };
  const { listSandboxes } = await import('../sandbox/control.ts');
  const running = await listSandboxes(sandboxesDirectory());
  const [only, second] = running;
  if (only === undefined) {
    throw new MusterError(
      'BAD_INPUT',
      `No cluster file: no -f, no MUSTER_FILE, no ./${DEFAULT_FILE}, and no sandbox runs`,
      {
        hint: 'name one with -f <file>, or try it on a sandbox: muster sandbox up',
      },
    );
  }
  if (second !== undefined) {
    throw new MusterError(
      'BAD_INPUT',
      `No cluster file, and ${running.length} sandboxes run: ${running.map(({ name }) => name).join(', ')}`,
      {
        hint: `name one with -f ${only.clusterFile}`,
      },
    );
  }
  return { path: only.clusterFile, notice: `cluster file of the running sandbox "${only.name}"` };
}
