import type { OperationOptions, OperationProgress } from '../../model/operation.ts';
import { quoteWord } from './quote-word.ts';

/** What one types to ask for the same again. */
export function describeCommand({
  verb,
  nodes,
  with: coming = [],
  checks,
  accept = {},
  lost,
  outage,
  limit,
  noDrain,
  confirm = [],
}: OperationOptions & Pick<OperationProgress['request'], 'verb' | 'nodes'>): string {
  return [
    verb,
    ...(verb === 'deploy' ? [] : verb === 'transfer-leader' ? nodes.flatMap((node) => ['--to', node]) : nodes),
    ...(coming.length > 0 ? ['--with', ...coming] : []),
    ...(lost ? ['--lost'] : []),
    ...(noDrain ? ['--no-drain'] : []),
    ...confirm.flatMap((phrase) => ['--confirm', quoteWord(phrase)]),
    ...(outage === undefined ? [] : ['--outage', '--reason', quoteWord(outage)]),
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(checks === undefined ? [] : [`--checks=${checks}`]),
    ...Object.entries(accept).flatMap(([gate, reason]) => ['--accept', quoteWord(`${gate}=${reason}`)]),
  ].join(' ');
}
