import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { makeProgram } from '../../client/program/make-program.ts';
import { readCommand } from '../../client/schedules/read-command.ts';
import { readLiterals, VALUE } from '../fixtures/read-literals.ts';

/** A command as somebody would type it, and where it is said. */
interface Said {
  readonly where: string;
  readonly line: string;
}

const SOURCES = ['model', 'activities', 'workflows', 'client', 'worker'];
const PAGES = ['README.md', 'CHANGELOG.md', 'docker-compose.yml', ...list('docs', '.md')];

/** A sentence that begins with a command goes on with one of these. */
const GOES_ON = /(?:, (?:or|and|as) | (?:says|has|does|end|ends|begins|shows|brings|starts)\b).*$/;

/** Sentences about what is called so, and a flag that is only known when it runs. */
const NO_COMMANDS = ['muster knows', 'muster operation', `muster tune ${VALUE}`];

function list(directory: string, ending: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${directory}/${name}`);
}

/** Lines of a hint that are a command, and what a sentence says to type after a colon. */
function readSource(where: string): readonly Said[] {
  const lines = readLiterals(readFileSync(where, 'utf8')).flatMap((text) => text.split('\n'));
  return lines
    .flatMap((line) => [...line.matchAll(/(?:^|: |`)(muster [a-z][^`]*)/g)].map(([, command = '']) => command))
    .filter((line) => !NO_COMMANDS.some((words) => line.startsWith(`${words} `)))
    .map((line) => ({ where, line: line.replace(GOES_ON, '') }));
}

/** What stands in a block of its own or between backticks. */
function readPage(where: string): readonly Said[] {
  const [prose = [], blocks = []] = [0, 1].map((odd) =>
    readFileSync(where, 'utf8')
      .split(/^ *```.*$/m)
      .filter((_, index) => index % 2 === odd),
  );
  const inBlocks = blocks.join('\n').matchAll(/^(?!.*\w+:.*muster )(?:.*\s|.*=\S*\/)?(?<![/=-])(muster [a-z].*)$/gm);
  const inProse = prose.join('\n').matchAll(/`(?:npx )?(muster [a-z][^`]*)`/g);
  return [...inBlocks, ...inProse].map(([, line = '']) => ({ where, line: line.replaceAll(/\n\s*/g, ' ') }));
}

/** As a shell takes it apart, without what is said beside it; what is optional is given, of a choice the first. */
function splitWords(command: string): readonly string[] {
  const plain = command.replace(/(?: {2}| #| >).*$/, '').replaceAll(/[[\]]/g, '');
  return [...plain.matchAll(/'[^']*'|"[^"]*"|<[^>]*>|\S+/g)].map(([word]) =>
    /^['"<]/.test(word) ? word.slice(1, -1) : (word.split('|')[0] ?? ''),
  );
}

/** Nothing is done, and nothing is printed. */
function silence(command: Command): void {
  command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  for (const inner of command.commands) silence(inner);
}

/** What the program says against it; `undefined` when it would run. */
async function refuse(line: string): Promise<string | undefined> {
  const [, ...words] = splitWords(line);
  const program = makeProgram();
  silence(program);
  let group: Command | undefined = program;
  let named = 0;
  for (; group !== undefined && group.commands.length > 0 && words[named] !== undefined; named++) {
    // Which of them is only known when it runs.
    if (words[named]?.startsWith(VALUE)) return undefined;
    const next: Command | undefined = group.commands.find((inner) => inner.name() === words[named]);
    if (next === undefined) break;
    group = next;
  }
  // The name of a command alone is how a text speaks of it, and one with a flag how it speaks of that.
  if (named === words.length || words.at(-1) === '--help') return undefined;
  const operation = words.indexOf('--');
  const why = await Promise.all([
    program.parseAsync(words, { from: 'user' }),
    operation < 0 ? undefined : readCommand(words.slice(operation + 1)),
  ]).then(
    () => '',
    (error: unknown) => String((error as Error).message),
  );
  return why === '' || (words.at(-1)?.startsWith('--') && why.endsWith('argument missing')) ? undefined : why;
}

async function listRefused(said: readonly Said[]): Promise<readonly string[]> {
  const checked = await Promise.all(
    said.flatMap(({ where, line }) => line.split(' && ').map(async (one) => ({ where, one, why: await refuse(one) }))),
  );
  return checked.flatMap(({ where, one, why }) => (why === undefined ? [] : [`${where}: ${one}: ${why}`]));
}

const hints = SOURCES.flatMap((directory) => list(directory, '.ts')).flatMap(readSource);
const pages = PAGES.flatMap(readPage);

test('every command that a message says is one of the program, with flags that it has', async () => {
  expect(hints.length).toBeGreaterThan(200);
  expect(await listRefused(hints)).toEqual([]);
});

test('every command on a page is one of the program, with flags that it has', async () => {
  expect(pages.length).toBeGreaterThan(150);
  expect(await listRefused(pages)).toEqual([]);
});

test('what is no command of the program, or has a flag that it has not, would be told', async () => {
  const where = 'a page';
  const lines = [
    'muster ops lst',
    'muster ops show --al 7d32',
    'muster restart',
    'muster suspend prod',
    'muster queue wake prod',
    'muster schedule create weekly --cron "0 3 * * 0" -- restrt be',
  ];
  const refused = await listRefused(lines.map((line) => ({ where, line })));
  expect(refused).toEqual([
    "a page: muster ops lst: Unknown command 'lst'",
    "a page: muster ops show --al 7d32: Unknown option '--al'",
    "a page: muster suspend prod: Required option '--until <time>' not specified",
    `a page: ${lines.at(-1)}: After --, "restrt be": unknown command 'restrt'`,
  ]);
});
