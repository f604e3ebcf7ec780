import { expect, test } from 'vitest';
import { chooseHelpers } from '../../../model/starrocks/choose-helpers.ts';
import type { FrontendRow } from '../../../model/starrocks/frontend-rows.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const choose = (...others: FrontendRow[]) =>
  chooseHelpers({ host: '10.0.0.1', editLogPort: 9010, rows: [makeLeaderRow(1), ...others] }, '10.0.0.3');

test('the leader alone, where there is no other voter that lives', () => {
  expect(choose()).toBe('10.0.0.1:9010');
  expect(choose(makeRow(2, { alive: false }), makeHalfJoinedRow(4), makeRow(5, { role: 'OBSERVER' }))).toBe(
    '10.0.0.1:9010',
  );
});

test('one more voter beside the leader', () => {
  expect(choose(makeRow(2), makeRow(4))).toBe('10.0.0.1:9010,10.0.0.2:9010');
});

test('never the node itself, though it is called alive after a first try', () => {
  expect(choose(makeRow(3))).toBe('10.0.0.1:9010');
  expect(choose(makeRow(3), makeRow(4))).toBe('10.0.0.1:9010,10.0.0.4:9010');
});
