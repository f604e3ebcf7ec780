import type { OperationRequest } from '../operation.ts';
import { metasOf } from './cluster-spec.ts';

/** Ids with which meta nodes would come into the group by this request. */
export function listComingIds({
  verb,
  cluster,
  nodes,
  with: coming = [],
}: Pick<OperationRequest, 'verb' | 'cluster' | 'nodes' | 'with'>): readonly number[] {
  if (cluster.engine !== 'databend') return [];
  const named = verb === 'replace' ? coming : verb === 'add' || verb === 'deploy' ? nodes : [];
  return metasOf(cluster).flatMap(({ alias, id }) => (named.includes(alias) ? [id] : []));
}
