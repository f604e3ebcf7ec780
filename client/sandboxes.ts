import { join } from 'node:path';
import { stateDirectory } from '../worker/local/state-directory.ts';

export const DEFAULT_SANDBOX = 'sandbox';

/** Each sandbox has a directory of its name in it. */
export function sandboxesDirectory(): string {
  return join(stateDirectory(), 'sandboxes');
}

export function sandboxDirectory(name: string): string {
  return join(sandboxesDirectory(), name);
}
