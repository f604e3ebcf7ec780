import { MusterError } from '../model/error.ts';
import type { Link } from './connect.ts';
import { type FoundOperation, findOperation } from './find-operation.ts';
import { nameCluster } from './name-cluster.ts';
import type { WatchTarget } from './watch.ts';

/** For what changes it: of several that run on one cluster it has to be said which. */
export async function nameOneOperation(
  link: Link,
  name: string | undefined,
  file: string | undefined,
  command: string,
): Promise<WatchTarget> {
  const { others = [], ...found } = await nameOperation(link, name, file);
  if (others.length === 0) return found;
  throw new MusterError('BAD_INPUT', `${others.length + 1} operations run on the cluster, and none of them is named`, {
    hint: [found, ...others].map((one) => `${command} ${one.name}   # ${one.what}`).join('\n'),
  });
}

/** The operation that was named, or the last one on the cluster of the file. */
export async function nameOperation(
  link: Link,
  name: string | undefined,
  file: string | undefined,
): Promise<FoundOperation> {
  return await findOperation(link, name ?? (await nameCluster(file)));
}
