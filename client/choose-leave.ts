import { MusterError } from '../model/error.ts';
import type { LeaveChoice, LeaveQuestion } from '../model/operation.ts';
import { suggestChoices } from '../model/suggest-verb.ts';
import { askLine, mayAsk } from './ask-line.ts';
import { showLeaveQuestion } from './screens/leaving.ts';
import type { Terminal } from './terminal.ts';

/** What is left behind is decided by a person, by its name; where none can be asked, the command has to say it. */
export async function chooseLeave(
  question: LeaveQuestion,
  operation: string,
  terminal: Terminal,
  { may = mayAsk(), ask = askLine }: { readonly may?: boolean; readonly ask?: typeof askLine } = {},
): Promise<LeaveChoice> {
  const { choices } = question;
  const names = choices.map(({ name }) => name);
  if (may) {
    terminal.print(showLeaveQuestion(question, terminal.view()));
    const typed = await ask(`${names.join(' or ')}? `);
    const chosen = choices.find(({ name }) => name === typed);
    if (chosen !== undefined) return chosen;
    throw new MusterError('BAD_INPUT', 'Nothing was chosen; the operation was not abandoned', {
      hint: suggestChoices(operation, choices),
    });
  }
  throw new MusterError('BAD_INPUT', `${question.asks}; the operation was not abandoned`, {
    hint: suggestChoices(operation, choices),
  });
}
