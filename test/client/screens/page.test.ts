import { expect, it } from 'vitest';
import { widthOf } from '../../../client/screens/layout.ts';
import { wrapPage } from '../../../client/screens/page.ts';
import { describeRecord } from '../../../model/record/describe-record.ts';
import { HELD } from '../../model/record/record-examples.ts';

it('prose is broken at spaces, below its own beginning', () => {
  expect(wrapPage(['       ok       room: 32.0 MB have to move, and others take 158 GB'], 44)).toEqual([
    '       ok       room: 32.0 MB have to move,',
    '                and others take 158 GB',
  ]);
  expect(wrapPage(['It is not over. When Temporal and a worker run again it goes on.'], 40)).toEqual([
    'It is not over. When Temporal and a',
    'worker run again it goes on.',
  ]);
});

it('what may be pasted stays on one line', () => {
  const lines = [
    '         ALTER SYSTEM DECOMMISSION BACKEND "127.77.2.104:9050";',
    "  muster ops abandon 0e6ex08s --why '…'",
    '  next     muster remove be-2 --no-drain --confirm "x"',
  ];
  expect(wrapPage(lines, 20)).toEqual(lines);
});

it('a whole page fits, but for what may be pasted, and says the same words', () => {
  const page = describeRecord(HELD, { zone: 'UTC' });
  const wrapped = wrapPage(page, 60);
  expect(wrapped.length).toBeGreaterThan(page.length);
  expect(wrapped.join(' ').split(/\s+/)).toEqual(page.join(' ').split(/\s+/));
  for (const line of wrapped.filter((one) => widthOf(one) > 60)) expect(page).toContain(line);
});
