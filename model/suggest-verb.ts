import type { OperationProgress, Verb } from './operation.ts';
import { quoteWord } from './quote-word.ts';

/**
 * The command that gives the verb now. A skip names its step: typed an hour later, it must not go past another one, which holds
 * by then and was not thought of.
 */
export function suggestVerb(
  verb: Verb,
  { request, attention }: Pick<OperationProgress, 'request' | 'attention'>,
): string {
  const step = verb === 'skip' && attention !== undefined ? ` --step ${quoteWord(attention.step)}` : '';
  return `muster ops ${verb} ${request.id}${step}`;
}
