import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Each pair is one file with one import, linted with the rules of this repository. */
const refused: readonly (readonly [file: string, code: string])[] = [
  ['model/a.ts', "import { x } from '../activities/x.ts';"],
  ['model/b.ts', "import { readFileSync as x } from 'node:fs';"],
  ['model/c.ts', "import x from 'pino';"],
  ['model/deep/d.ts', "import { x } from '../../client/x.ts';"],
  ['model/e.ts', 'const x = Date.now();'],
  ['model/f.ts', 'const x = new Date(0).getHours();'],
  ['workflows/a.ts', "import { x } from '../activities/x.ts';"],
  ['workflows/deep/b.ts', "import { x } from '../../worker/x.ts';"],
  ['workflows/c.ts', "import { x } from 'node:crypto';"],
  ['workflows/d.ts', "import x from 'mysql2';"],
  ['workflows/e.ts', "import { Context as x } from '@temporalio/activity';"],
  ['workflows/f.ts', "import { Client as x } from '@temporalio/client';"],
  ['workflows/g.ts', "import { Worker as x } from '@temporalio/worker';"],
  ['workflows/h.ts', 'const x = new Date(0).getDay();'],
  ['activities/a.ts', "import { x } from '../workflows/x.ts';"],
  ['activities/deep/b.ts', "import { x } from '../../sandbox/x.ts';"],
  ['activities/c.ts', "import type { x } from '../worker/x.ts';"],
  ['worker/a.ts', "import { x } from '../client/x.ts';"],
  ['client/a.ts', "import { x } from '../activities/x.ts';"],
  ['client/deep/b.ts', "const x = await import('../../activities/x.ts');"],
  ['client/c.ts', "import { x } from '../workflows/x.ts';"],
  ['sandbox/a.ts', "import { x } from '../activities/x.ts';"],
  ['sandbox/b.ts', "import type { x } from '../activities/x.ts';"],
  ['sandbox/deep/c.ts', "import { x } from '../../model/starrocks/statements.ts';"],
];

const allowed: readonly (readonly [file: string, code: string])[] = [
  ['model/ok-a.ts', "import { z as x } from 'zod';"],
  ['model/ok-c.ts', "import { parseTOML as x } from 'toml-eslint-parser';"],
  ['model/ok-d.ts', "import { diffArrays as x } from 'diff';"],
  ['model/ok-b.ts', "import { x } from './ok-a.ts';"],
  ['workflows/ok-a.ts', "import type { x as X } from '../activities/x.ts';\nconst x: X = 1;"],
  ['workflows/ok-b.ts', "import { condition as x } from '@temporalio/workflow';"],
  ['workflows/ok-c.ts', "import { x } from '../model/x.ts';"],
  ['workflows/ok-d.ts', 'const x = Date.now();'],
  ['worker/ok-a.ts', "import { x } from '../activities/x.ts';"],
  ['client/load-activities.ts', "const x = await import('../activities/x.ts');"],
  ['client/ok-b.ts', "import { x } from '../worker/local/x.ts';"],
  ['sandbox/ok-a.ts', "import { x } from '../model/error.ts';"],
];

let house: string;
let refusedFiles: ReadonlySet<string>;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'muster-house-'));
  copyFileSync('.oxlintrc.json', join(house, '.oxlintrc.json'));
  for (const [file, code] of [...refused, ...allowed]) {
    mkdirSync(join(house, dirname(file)), { recursive: true });
    writeFileSync(join(house, file), `${code}\nexport const used = x;\n`);
  }
  refusedFiles = new Set(lint().map(({ filename }) => filename));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

test.each(refused)('%s must not say %s', (file) => {
  expect(refusedFiles).toContain(file);
});

test.each(allowed)('%s may say %s', (file) => {
  expect(refusedFiles).not.toContain(file);
});

function lint(): readonly { readonly filename: string }[] {
  try {
    execFileSync(join(process.cwd(), 'node_modules/.bin/oxlint'), ['--format=json'], { cwd: house, encoding: 'utf8' });
    return [];
  } catch (error) {
    const { stdout } = error as { stdout: string };
    return (JSON.parse(stdout) as { diagnostics: readonly { filename: string }[] }).diagnostics;
  }
}
