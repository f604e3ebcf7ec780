import { Command } from 'commander';
import { expect, it } from 'vitest';
import { throwUsageErrors } from '../../../client/program/usage-error.ts';

function build(): Command {
  const program = new Command('muster').helpCommand(false).configureOutput({ writeOut: () => {}, writeErr: () => {} });
  const ops = program.command('ops');
  ops
    .command('list')
    .option('--limit <count>')
    .action(() => {});
  ops
    .command('show')
    .argument('<operation>')
    .action(() => {});
  throwUsageErrors(program, 'muster');
  return program;
}

async function parse(...words: string[]): Promise<unknown> {
  return await build()
    .parseAsync(words, { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

it('a command that is mistyped is bad input, with what is meant and the help of its group', async () => {
  expect(await parse('ops', 'lst')).toMatchObject({
    code: 'BAD_INPUT',
    message: "Unknown command 'lst'",
    hint: 'did you mean list?\nmuster ops --help   # lists the commands',
  });
});

it('what is missing or too much leads to the help of that command', async () => {
  const hint = 'muster ops show --help   # what it takes';
  expect(await parse('ops', 'show')).toMatchObject({ message: "Missing required argument 'operation'", hint });
  expect(await parse('ops', 'show', 'a', 'b')).toMatchObject({
    code: 'BAD_INPUT',
    message: "Too many arguments for 'show'. Expected 1 argument but got 2",
    hint,
  });
});

it('a guess that is none is not told', async () => {
  expect(await parse('ops', 'list', '--xyz')).toMatchObject({
    message: "Unknown option '--xyz'",
    hint: 'muster ops list --help   # what it takes',
  });
});

it('help is no error of the user', async () => {
  expect(await parse('ops', '--help')).toMatchObject({ code: 'commander.helpDisplayed', exitCode: 0 });
  expect(await parse('ops')).toMatchObject({ code: 'commander.help' });
});
