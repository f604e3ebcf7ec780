import type { OperationRequest, OperationVerb } from '../model/operation.ts';

/** What `describe` and the list tell of an operation without a worker. */
export interface OperationMemo {
  readonly requestId: string;
  readonly by: string;
  readonly verb: OperationVerb;
  readonly nodes: readonly string[];
}

export function makeMemo({ id, by, verb, nodes }: OperationRequest): Record<string, unknown> {
  return { requestId: id, by, verb, nodes } satisfies OperationMemo;
}

export function readMemo(memo: Record<string, unknown> | undefined): OperationMemo | undefined {
  return typeof memo?.requestId === 'string' ? (memo as unknown as OperationMemo) : undefined;
}
