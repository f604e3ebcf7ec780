import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { showStall } from '../../client/screens/drain.ts';
import { CAUSES, type Cause } from '../../model/diagnosis.ts';
import { addSample } from '../../model/progress/add-sample.ts';
import { diagnose } from '../../model/starrocks/diagnose-drain/diagnose.ts';
import { VIEW } from '../client/screens/examples.ts';
import { ALL_CAUSES, STALLS, makeStall, makeStallQuestion } from '../fixtures/stall-reading.ts';

/** What the screen says of a stall of that cause, 25 minutes old. */
export function drawStall(cause: Cause): string {
  const [reading, question] = STALLS[cause];
  const since = VIEW.now - 25 * 60_000;
  const record = addSample(addSample(undefined, { at: since, left: 100 }), { at: VIEW.now - 30_000, left: 100 });
  const stall = { ...diagnose(makeStall(reading), makeStallQuestion(question)), since: new Date(since).toISOString() };
  return showStall({ nodes: { 'be-4': record }, stall }, VIEW).join('\n');
}

test.each(ALL_CAUSES)('%s has a page with the screen, why, and what to do', (cause) => {
  const path = `docs/stalls/${cause}.md`;
  expect(existsSync(path)).toBe(true);
  const page = readFileSync(path, 'utf8');
  const [, title, screen] = /^# (.+)\n[^]*?\n```text\n([^]*?)\n```\n/.exec(page) ?? [];
  expect(title?.toLowerCase()).toBe(CAUSES[cause].toLowerCase());
  expect(screen).toBe(drawStall(cause));
  expect(page.match(/^## .+$/gm)).toEqual(['## Why', '## What to do']);
});

test('the index names every cause', () => {
  const index = readFileSync('docs/stalls/README.md', 'utf8');
  expect(index.match(/\]\(([a-z-]+)\.md\)/g)).toEqual(ALL_CAUSES.map((cause) => `](${cause}.md)`));
});
