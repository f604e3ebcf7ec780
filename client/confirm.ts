import { askLine, mayAsk } from './ask-line.ts';

/** Asks a person; where none is there to be asked, the command itself was the decision. */
export async function confirm(question: string): Promise<boolean> {
  if (!mayAsk()) return true;
  return /^y(es)?$/i.test(await askLine(`${question} [y/N] `));
}
