import type { OperationProgress, OperationRequest } from './operation.ts';

/** What of the request is shown: all but the cluster's description and what only the submit needs. */
export function viewRequest(request: OperationRequest): OperationProgress['request'] {
  const { id, verb, role, nodes, cluster, mode, onFailure, by, checks, accept, lost, outage } = request;
  const { noDrain, confirm, limit, beside, with: coming, takeOver } = request;
  return {
    id,
    verb,
    role,
    nodes,
    cluster: cluster.name,
    mode,
    onFailure,
    by,
    ...(checks !== undefined && { checks }),
    ...(accept !== undefined && { accept }),
    ...(lost !== undefined && { lost }),
    ...(outage !== undefined && { outage }),
    ...(noDrain !== undefined && { noDrain }),
    ...(confirm !== undefined && { confirm }),
    ...(limit !== undefined && { limit }),
    ...(coming !== undefined && { with: coming }),
    ...(takeOver !== undefined && { takeOver }),
    ...(beside !== undefined && { beside: beside.operation }),
  };
}
