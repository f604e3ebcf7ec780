import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeCount } from '../../../model/starrocks/judge-count.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';
import { makeNode } from '../../fixtures/scripted-world.ts';

const severityOf = (gate: string, ...args: Parameters<typeof judgeCount>) =>
  judgeCount(...args).find((finding) => finding.gate === gate)?.severity;
const observer = (number: number) => ({ ...makeNode(number), observer: true as const });

test('it is the number at the end of the whole request that counts', () => {
  expect(judgeCount([makeLeaderRow(1)], [makeNode(2)])).toMatchObject([
    { gate: 'odd', severity: 'warning', message: '2 followers when all is done: 2 bear the loss of 0, as 1 would' },
    { gate: 'count', severity: 'ok', message: '2 frontends when all is done' },
  ]);
  expect(judgeCount([makeLeaderRow(1)], [makeNode(2), makeNode(3)])).toMatchObject([
    { gate: 'odd', severity: 'ok', message: '3 followers when all is done, which bear the loss of 1' },
    { gate: 'count', severity: 'ok' },
  ]);
});

test('observers have no vote, and one that is adopted is counted once', () => {
  expect(severityOf('odd', [makeLeaderRow(1), makeRow(4, { role: 'OBSERVER' })], [observer(2)])).toBe('ok');
  expect(severityOf('odd', [makeLeaderRow(1), makeRow(2), makeHalfJoinedRow(3)], [makeNode(3)])).toBe('ok');
});

test('ten are said to be many', () => {
  const rows = [makeLeaderRow(1), ...[2, 3, 4, 5, 6, 7, 8].map((number) => makeRow(number))];
  expect(severityOf('count', rows, [observer(9)])).toBe('ok');
  expect(severityOf('count', rows, [observer(9), observer(10)])).toBe('warning');
});

test('whoever joins in whatever order, only how many voters there are in the end decides', () => {
  fc.assert(
    fc.property(fc.nat(6), fc.nat(6), fc.nat(6), (followers, joining, observers) => {
      const rows = [makeLeaderRow(1), ...Array.from({ length: followers }, (_, index) => makeRow(10 + index))];
      const nodes = [
        ...Array.from({ length: joining }, (_, index) => makeNode(30 + index)),
        ...Array.from({ length: observers }, (_, index) => observer(60 + index)),
      ];
      const odd = (1 + followers + joining) % 2 === 1;
      expect(severityOf('odd', rows, nodes)).toBe(odd ? 'ok' : 'warning');
      expect(severityOf('odd', rows, [...nodes].reverse())).toBe(odd ? 'ok' : 'warning');
    }),
  );
});
