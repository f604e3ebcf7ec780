import { MusterError } from '../model/error.ts';
import { isLossConfirmed, lossPhrase } from '../model/loss-phrase.ts';
import type { OperationOptions } from '../model/operation.ts';
import type { ChosenNode } from './choose-nodes.ts';

/** What loses data is asked for in words that name the nodes; other words, or once, are no asking. */
export function requirePhrase(nodes: readonly ChosenNode[], { noDrain, confirm }: OperationOptions): void {
  const other = nodes.find(({ role }) => role !== 'be');
  if (other !== undefined && (noDrain === true || confirm !== undefined)) {
    const flag = noDrain === true ? '--no-drain' : '--confirm';
    throw new MusterError(
      'BAD_INPUT',
      `${flag} is for backends: ${other.alias} (${other.role}) has no tablets to lose`,
    );
  }
  const names = nodes.map(({ alias }) => alias);
  if (confirm === undefined || isLossConfirmed(names, confirm)) return;
  const phrase = lossPhrase(names);
  const said =
    confirm.length === 1 && confirm[0]?.trim() === phrase ? 'given once' : 'not the phrase that is asked for';
  throw new MusterError('BAD_INPUT', `--confirm is ${said}; nothing was submitted`, {
    hint: `--confirm '${phrase}' --confirm '${phrase}'`,
  });
}
