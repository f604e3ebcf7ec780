import type { CheckReport, ReachReport } from './check.ts';
import type { ClusterSpec, Engine } from './cluster.ts';
import type { ImportRequest, ImportedCluster, ImportedDatabend, ImportedStarRocks } from './import.ts';
import type { ClusterStatus } from './status.ts';

/** What can be looked at without changing anything; here, or where a worker is. */
export interface Looks {
  readonly status: { readonly input: ClusterSpec; readonly result: ClusterStatus };
  readonly check: { readonly input: ClusterSpec; readonly result: CheckReport };
  readonly import: { readonly input: ImportRequest; readonly result: ImportedCluster };
  readonly reach: { readonly input: ClusterSpec; readonly result: ReachReport };
}

export type LookKind = keyof Looks;

/** What is read of a cluster of one engine. */
export type LookResult<Kind extends LookKind, Of extends Engine> = Kind extends 'status'
  ? Extract<ClusterStatus, { readonly engine: Of }>
  : Kind extends 'import'
    ? { starrocks: ImportedStarRocks; databend: ImportedDatabend }[Of]
    : Looks[Kind]['result'];

/** The readings of one engine. They change nothing. */
export type LookOf<Cluster extends ClusterSpec> = {
  readonly [Kind in LookKind]: (
    input: Looks[Kind]['input'] extends ClusterSpec ? Cluster : Extract<Looks[Kind]['input'], Pick<Cluster, 'engine'>>,
  ) => Promise<LookResult<Kind, Cluster['engine']>>;
};

/** The whole input of the workflow; no secret in it. */
export type LookRequest = {
  readonly [Kind in LookKind]: { readonly kind: Kind; readonly input: Looks[Kind]['input'] };
}[LookKind];

/** What is looked at says of which engine it is. */
export function engineOf({ input }: LookRequest): Engine {
  return input.engine;
}

export const LOOK_WORKFLOW = 'look';

/** Holds nothing, and is no operation: any number may run beside each other and beside one. */
export function lookWorkflowId(cluster: string, id: string): string {
  return `look/${cluster}/${id}`;
}
