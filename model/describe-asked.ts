import type { OperationOptions, OperationProgress, OperationVerb } from './operation.ts';

/** `remove be-3`, `replace meta-2 with meta-6`, `transfer-leader to meta-3`. */
export function describeAsked(asked: AskedNodes & { readonly verb: OperationVerb }, between = ', '): string {
  return [asked.verb, describeNodes(asked, between)].filter((word) => word !== '').join(' ');
}

/** The same without the verb, for sentences that say it with more beside it. */
export function describeNodes(
  { verb, nodes, with: coming = [] }: AskedNodes & { readonly verb: OperationVerb },
  between = ', ',
): string {
  const named = nodes.join(between);
  if (verb === 'transfer-leader') return named === '' ? '' : `to ${named}`;
  return coming.length === 0 ? named : `${named} with ${coming.join(between)}`;
}

interface AskedNodes extends Pick<OperationOptions, 'with'> {
  readonly nodes: readonly string[];
}

type Asked = Pick<OperationProgress['request'], 'verb' | 'role' | 'nodes' | 'with' | 'cluster'>;

/** With role and cluster, as headers say it. */
export function describeRequest({ role, cluster, ...asked }: Asked): string {
  // Only a member of the Meta service leads it: the role would say nothing.
  const what = asked.verb === 'transfer-leader' ? [] : [role];
  return [asked.verb, ...what, describeNodes(asked), 'on', cluster].filter((word) => word !== '').join(' ');
}
