import { Command } from 'commander';
import { expect, it } from 'vitest';
import { takeEitherReason } from '../../../client/program/same-flag.ts';

function build(seen: (options: Record<string, unknown>) => void): Command {
  const program = new Command('muster').exitOverride().configureOutput({ writeErr: () => {} });
  program.command('pause').option('--why <text>').action(seen);
  program.command('suspend').requiredOption('--reason <why>').action(seen);
  program.command('list').action(seen);
  takeEitherReason(program);
  return program;
}

async function parse(...words: string[]): Promise<Record<string, unknown>> {
  let options: Record<string, unknown> = {};
  await build((given) => {
    options = given;
  }).parseAsync(words, { from: 'user' });
  return options;
}

it('takes --reason where --why is meant, and --why where --reason is required', async () => {
  expect(await parse('pause', '--reason', 'looking')).toMatchObject({ why: 'looking' });
  expect(await parse('suspend', '--why', 'quarter close')).toMatchObject({ reason: 'quarter close' });
});

it('takes neither where no reason is kept', async () => {
  await expect(parse('list', '--why', 'x')).rejects.toThrow("unknown option '--why'");
});

it('does not make the help longer', () => {
  const [pause] = build(() => {}).commands;
  expect(pause?.helpInformation()).not.toContain('--reason');
});
