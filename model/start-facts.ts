import { describeRequest } from './describe-asked.ts';
import { makeMemo } from './operation-memo.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES } from './operation.ts';

/** By what an operation is found and told without a worker, from its first moment on. */
export interface StartFacts {
  readonly staticSummary: string;
  readonly memo: Record<string, unknown>;
  /** Of type KEYWORD, by their names. */
  readonly keywords: Readonly<Record<string, string>>;
  /** Of type KEYWORD_LIST. */
  readonly keywordLists: Readonly<Record<string, readonly string[]>>;
}

export function listStartFacts(request: OperationRequest): StartFacts {
  const { cluster, verb, nodes, mode, id, by } = request;
  const what = `${mode === 'plan' ? 'plan: ' : ''}${describeRequest({ ...request, cluster: cluster.name })}`;
  return {
    staticSummary: `${what}, by ${by}`,
    memo: makeMemo(request),
    keywords: {
      [SEARCH_ATTRIBUTES.cluster]: cluster.name,
      [SEARCH_ATTRIBUTES.operation]: verb,
      [SEARCH_ATTRIBUTES.request]: id,
      [SEARCH_ATTRIBUTES.state]: 'running',
    },
    keywordLists: { [SEARCH_ATTRIBUTES.nodes]: [...nodes, ...(request.with ?? [])] },
  };
}
