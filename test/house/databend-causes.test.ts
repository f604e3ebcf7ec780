import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UNIT_CAUSES } from '../../model/databend/diagnose/unit-causes.ts';

test('the page on Databend nodes has a section for each cause, by its words', () => {
  const page = readFileSync('docs/stalls/databend.md', 'utf8');
  const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, title]) => title?.toLowerCase());
  expect([...sections].sort()).toEqual(
    Object.values(UNIT_CAUSES)
      .map((words) => words.toLowerCase())
      .sort(),
  );
});
