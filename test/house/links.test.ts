import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

function readLinks(page: string): readonly string[] {
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)];
  return links.map(([, target = '']) => join(dirname(page), target));
}

test.each(pages)('every link of %s leads somewhere', (page) => {
  expect(readLinks(page).filter((target) => !existsSync(target))).toEqual([]);
});

test('every page of docs/ can be reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) for (const target of readLinks(page)) if (pages.includes(target)) reached.add(target);
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test('what a page about procedures says to the core is what there is', () => {
  const page = readFileSync('docs/writing-a-procedure.md', 'utf8');
  const core = readFileSync('workflows/core/procedure.ts', 'utf8');
  const said = new Set([...page.matchAll(/`op\.(\w+)/g)].map(([, word = '']) => word));
  expect([...said].filter((word) => !core.includes(`  ${word}(`) && !core.includes(`  ${word}<`))).toEqual([]);
  expect(said.size).toBe(9);
  for (const option of ['tries', 'skippable', 'noReturn', 'disruptive', 'disrupts']) {
    expect(page).toContain(`\`{ ${option} }\``);
    expect(core).toContain(`  readonly ${option}?:`);
  }
});
