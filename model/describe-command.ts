import type { OperationOptions, OperationProgress } from './operation.ts';
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
  windows,
  now,
  takeOver,
}: OperationOptions & Pick<OperationProgress['request'], 'verb' | 'nodes'>): string {
  // One reason is given for all of them.
  const reason = outage ?? now ?? takeOver;
  return [
    verb,
    ...(verb === 'deploy' ? [] : verb === 'transfer-leader' ? nodes.flatMap((node) => ['--to', node]) : nodes),
    ...(coming.length > 0 ? ['--with', ...coming] : []),
    ...(lost ? ['--lost'] : []),
    ...(noDrain ? ['--no-drain'] : []),
    ...confirm.flatMap((phrase) => ['--confirm', quoteWord(phrase)]),
    ...(outage === undefined ? [] : ['--outage']),
    ...(now === undefined ? [] : ['--now']),
    ...(takeOver === undefined ? [] : ['--take-over']),
    ...(reason === undefined ? [] : ['--reason', quoteWord(reason)]),
    ...(windows?.spans ?? []).flatMap((span) => ['--window', quoteWord(span)]),
    ...(windows === undefined ? [] : ['--timezone', windows.timezone]),
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
    ...(checks === undefined ? [] : [`--checks=${checks}`]),
    ...Object.entries(accept).flatMap(([gate, reason]) => ['--accept', quoteWord(`${gate}=${reason}`)]),
  ].join(' ');
}

/** The same with what only an operation takes, not its plan. */
export function describeRun(request: OperationProgress['request']): string {
  return `${describeCommand(request)}${request.onFailure === 'undo' ? ' --on-failure=undo' : ''}`;
}
