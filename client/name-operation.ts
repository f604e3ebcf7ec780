import type { Link } from './connect.ts';
import { findOperation } from './find-operation.ts';
import { loadCluster } from './load-cluster.ts';
import type { WatchTarget } from './watch.ts';

/** The operation that was named, or the last one on the cluster of the file. */
export async function nameOperation(
  link: Link,
  name: string | undefined,
  file: string | undefined,
): Promise<WatchTarget> {
  return await findOperation(link, name ?? (await loadCluster(file)).cluster.name);
}
