import { Command, CommanderError } from 'commander';
import { MusterError } from '../../model/error.ts';
import type { OperationVerb } from '../../model/operation.ts';
import type { AskFlags } from '../resolve-asked.ts';
import { addAsking } from '../program/operations.ts';

export interface AskedCommand {
  readonly verb: OperationVerb;
  readonly names: readonly string[];
  readonly flags: AskFlags;
}

const HINT = 'muster schedule create weekly-restart --cron "0 3 * * 0" -- restart be';

/** What stands after `--`, read as the command itself would read it. */
export async function readCommand(words: readonly string[]): Promise<AskedCommand> {
  if (words.length === 0)
    throw new MusterError('BAD_INPUT', 'No operation is given; it stands after --', { hint: HINT });
  let asked: AskedCommand | undefined;
  const said: string[] = [];
  const program = new Command('muster')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text), writeOut: (text) => said.push(text) });
  addAsking(program, (verb, names, flags) => {
    asked = { verb, names, flags };
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const line =
      said
        .join('')
        .split('\n')[0]
        ?.replace(/^error: /, '') ?? error.message;
    const what = line === '' || line.startsWith('Usage') ? 'it is no operation' : line;
    throw new MusterError('BAD_INPUT', `After --, ${JSON.stringify(words.join(' '))}: ${what}`, { hint: HINT });
  }
  if (asked === undefined)
    throw new MusterError('BAD_INPUT', `After --, ${JSON.stringify(words.join(' '))} is no operation`, { hint: HINT });
  return asked;
}
