import { metasOf } from './databend/cluster-spec.ts';
import { listReasons } from './list-reasons.ts';
import type { OperationRequest, OperationVerb } from './operation.ts';

/** What `describe` and the list tell of an operation without a worker. */
export interface OperationMemo {
  readonly requestId: string;
  readonly by: string;
  readonly verb: OperationVerb;
  readonly nodes: readonly string[];
  /** The reasons that were given with the request, one sentence. */
  readonly why?: string;
  /** Those that take their place. */
  readonly with?: readonly string[];
  /** Of meta nodes: their ids in the raft group as the cluster file had them. */
  readonly ids?: Readonly<Record<string, number>>;
}

export function makeMemo(request: OperationRequest): Record<string, unknown> {
  const { id, by, verb, nodes, with: coming } = request;
  const ids = listIds(request);
  const why = listReasons(request).join('; ');
  return {
    requestId: id,
    by,
    verb,
    nodes,
    ...(why !== '' && { why }),
    ...(coming !== undefined && { with: coming }),
    ...(Object.keys(ids).length > 0 && { ids }),
  } satisfies OperationMemo;
}

function listIds({ cluster, nodes, with: coming = [] }: OperationRequest): Readonly<Record<string, number>> {
  if (cluster.engine !== 'databend') return {};
  const named = new Set([...nodes, ...coming]);
  return Object.fromEntries(metasOf(cluster).flatMap(({ alias, id }) => (named.has(alias) ? [[alias, id]] : [])));
}

export function readMemo(memo: Record<string, unknown> | undefined): OperationMemo | undefined {
  return typeof memo?.requestId === 'string' ? (memo as unknown as OperationMemo) : undefined;
}
