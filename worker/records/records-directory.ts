import { join, resolve } from 'node:path';
import { stateDirectory } from '../local/state-directory.ts';

/** Where records are kept: what is named, else MUSTER_RECORDS, else `records` in the state directory. */
export function recordsDirectory(
  named: string | undefined,
  stateDir: string = stateDirectory(),
  env: NodeJS.ProcessEnv = process.env,
): string {
  return resolve(named ?? (env.MUSTER_RECORDS || join(stateDir, 'records')));
}
