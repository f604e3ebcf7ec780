import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_MEANINGS, exitCodeOfError, exitCodeOfOperation } from '../../client/exit-codes.ts';
import { ERROR_CODES, type ErrorCode } from '../../model/error.ts';
import type { OperationState } from '../../model/operation.ts';

const STATES: Readonly<Record<OperationState, true>> = {
  running: true,
  waiting: true,
  paused: true,
  'needs attention': true,
  undoing: true,
  done: true,
  planned: true,
  refused: true,
  undone: true,
  abandoned: true,
  failed: true,
};

/** The tables of a page, each as its rows without the head. */
function readTables(page: string): readonly (readonly string[])[] {
  return [...readFileSync(page, 'utf8').matchAll(/^\|.*\|\n\|[ -|]*\n((?:\|.*\|\n)+)/gm)].map(([, rows = '']) =>
    rows.trimEnd().split('\n'),
  );
}

const [meanings, states, errors] = readTables('docs/exit-codes.md');

test('the page says every exit code as the help does', () => {
  expect(meanings).toEqual(Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`));
});

test('the page says the exit code of every state', () => {
  expect(states).toEqual(
    (Object.keys(STATES) as OperationState[]).map((state) => `| ${state} | ${exitCodeOfOperation({ state })} |`),
  );
});

test('the page says every error code, in the order of the code', () => {
  expect(errors).toEqual(
    (Object.entries(ERROR_CODES) as [ErrorCode, string][]).map(
      ([code, when]) => `| \`${code}\` | ${when} | ${exitCodeOfError(code)} |`,
    ),
  );
});
