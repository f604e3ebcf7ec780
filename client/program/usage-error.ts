import type { Command, CommanderError } from 'commander';
import { MusterError } from '../../model/error.ts';

/** Whoever mistypes a command is told by an error like all others, also with `--json`, and is sent to the help of that command, not of all. */
export function throwUsageErrors(command: Command, words: string): void {
  const { commands } = command;
  const help = `${words} --help   # ${commands.length > 0 ? 'lists the commands' : 'what it takes'}`;
  command.configureOutput({ outputError: () => {} }).exitOverride((error) => {
    // Help and version are no errors; a group without a command has shown its help.
    if (error.code.startsWith('commander.help') || error.code === 'commander.version') throw error;
    throw describeUsage(error, help);
  });
  for (const inner of commands) throwUsageErrors(inner, `${words} ${inner.name()}`);
}

/** `error: unknown command 'lst'\n(Did you mean list?)` as the house says it. */
function describeUsage({ message }: CommanderError, help: string): MusterError {
  const [said = '', guess = ''] = message
    .replace(/^error: /, '')
    .split('\n')
    .map((line) => line.replace(/\.$/, ''));
  const [, meant] = /^\(Did you mean (\S+)\?\)$/.exec(guess) ?? [];
  return new MusterError('BAD_INPUT', `${said.charAt(0).toUpperCase()}${said.slice(1)}`, {
    hint: meant === undefined ? help : `did you mean ${meant}?\n${help}`,
  });
}
