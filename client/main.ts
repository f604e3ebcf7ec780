import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { printError } from './print-error.ts';
import { makeProgram } from './program/make-program.ts';
import { openTerminal } from './terminal.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `muster ops list | head` is no error.
  if (error.code === 'EPIPE') process.exit();
});

try {
  await makeProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.DONE : EXIT.BAD_INPUT;
  else process.exitCode = printError(error, openTerminal(), process.argv.includes('--json'));
}
