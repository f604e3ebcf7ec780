import { isMusterError, MusterError } from '../model/error.ts';
import { findClusterFile } from './find-cluster-file.ts';
import { loadCluster } from './load-cluster.ts';

/** The cluster of the file, for a command that was told no operation. */
export async function nameCluster(file: string | undefined): Promise<string> {
  try {
    await findClusterFile(file);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    throw new MusterError(error.code, 'No operation is named, and there is no cluster file to find it by', {
      hint: 'muster ops list\nmuster ops watch <operation>',
      cause: error,
    });
  }
  return (await loadCluster(file)).cluster.name;
}
