import { describeChoice, type LeaveChoice, type OperationProgress, type Verb } from './operation.ts';
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

/** Where an abandon has to say what is left: one command a line, each with what is so afterwards. */
export function suggestChoices(operation: string, choices: readonly LeaveChoice[]): string {
  return choices
    .map((choice) => `muster ops abandon ${operation} --choose ${choice.name}   # ${describeChoice(choice)}`)
    .join('\n');
}
