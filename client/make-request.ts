import type { ClusterSpec } from '../model/cluster.ts';
import type {
  OnFailure,
  OperationMode,
  OperationOptions,
  OperationRequest,
  OperationVerb,
} from '../model/operation.ts';
import { type ChosenNode, roleOf } from './choose-nodes.ts';
import { createRequestId } from './request-id.ts';
import { whoami } from './whoami.ts';

/** A worker that sees the submit later than this refuses it: nobody waits for it any more. */
const NOT_AFTER_MS = 15_000;

export interface Asked {
  readonly verb: OperationVerb;
  readonly cluster: ClusterSpec;
  readonly nodes: readonly ChosenNode[];
  readonly mode: OperationMode;
  readonly onFailure: OnFailure;
  readonly options: OperationOptions;
}

export function makeRequest({ verb, cluster, nodes, mode, onFailure, options }: Asked): OperationRequest {
  return {
    id: createRequestId(),
    verb,
    role: roleOf(nodes, verb, cluster.engine),
    nodes: nodes.map(({ alias }) => alias),
    cluster,
    mode,
    onFailure,
    by: whoami(),
    notAfter: notAfterNow(),
    ...options,
  };
}

/** Asked for now. */
export function notAfterNow(): string {
  return new Date(Date.now() + NOT_AFTER_MS).toISOString();
}
