import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_WORDS, NOTICE_EVENTS } from '../../model/notices/events.ts';

const page = readFileSync('docs/notify.md', 'utf8');

test('the page about notices has every event with its moment, and the default', () => {
  const rows = Object.entries(NOTICE_EVENTS).map(([event, when]) => `| \`${event}\` | ${when} |`);
  expect(page).toContain(`${rows.join('\n')}\n| \`ended\` |`);
  expect(page).toContain(`it is told of \`${DEFAULT_WORDS.join('`, `').replace(/, (?=[^,]*$)/, ' and ')}\`.`);
});

test('the body on the page is the one that is sent', () => {
  expect(page).toContain(`\`\`\`json\n${readFileSync('test/model/notices/golden/stalled.json', 'utf8')}\`\`\``);
});
