import type { OperationRequest } from '../operation.ts';
import { metasOf } from './cluster-spec.ts';

/** Nodes that come into the cluster by what is asked. */
export function listComing({
  verb,
  nodes,
  with: coming = [],
}: Pick<OperationRequest, 'verb' | 'nodes' | 'with'>): readonly string[] {
  return verb === 'replace' ? coming : verb === 'add' || verb === 'deploy' ? nodes : [];
}

/** Ids with which meta nodes would come into the group by this request. */
export function listComingIds(
  request: Pick<OperationRequest, 'verb' | 'cluster' | 'nodes' | 'with'>,
): readonly number[] {
  const { cluster } = request;
  if (cluster.engine !== 'databend') return [];
  const named = listComing(request);
  return metasOf(cluster).flatMap(({ alias, id }) => (named.includes(alias) ? [id] : []));
}
