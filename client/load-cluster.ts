import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { ClusterSpec } from '../model/cluster.ts';
import { MusterError } from '../model/error.ts';
import { findClusterFile } from './find-cluster-file.ts';

export interface LoadedCluster {
  readonly cluster: ClusterSpec;
  /** As it is named to the user. */
  readonly file: string;
  /** Said when the file was not named by the user. */
  readonly notice?: string;
}

/** `-f`, else MUSTER_FILE, else ./muster.yaml, else the file of the only running sandbox. */
export async function loadCluster(flag: string | undefined): Promise<LoadedCluster> {
  const { path, notice } = await findClusterFile(flag);
  // Loaded here: yaml and zod are not needed for the help.
  const { parseClusterFile } = await import('../model/cluster-file/parse-cluster-file.ts');
  const file = nameFile(path);
  const cluster = parseClusterFile(readText(path, file), {
    file,
    resolvePath: (inner) => resolveFrom(dirname(path), inner),
  });
  return { cluster, file, ...(notice !== undefined && { notice }) };
}

function readText(path: string, file: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a directory' : 'cannot be read';
    throw new MusterError('BAD_INPUT', `The cluster file ${file} ${why}`, {
      hint: 'name another one with -f <file>, or try it on a sandbox: muster sandbox up',
      ...(code !== 'ENOENT' && { cause: error }),
    });
  }
}

/** `~` is the home directory; everything else starts at the directory of the file. */
export function resolveFrom(directory: string, path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(directory, path);
}

/** The shorter of the absolute and the relative name. */
function nameFile(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || isAbsolute(near) || near.length > path.length ? path : near;
}
