import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeSize } from '../../../model/starrocks/judge-size.ts';
import { makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const rowsOf = (followers: number, observers: number) =>
  Array.from({ length: followers + observers }, (_, index) => {
    if (index === 0) return makeLeaderRow(1);
    return makeRow(index + 1, { role: index < followers ? 'FOLLOWER' : 'OBSERVER' });
  });
const severityOf = (followers: number, observers: number, backends?: number) =>
  Object.fromEntries(judgeSize(rowsOf(followers, observers), backends).map(({ gate, severity }) => [gate, severity]));

test('an even number of followers warns, whatever the observers; more than ten frontends warn', () => {
  const followers = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(followers, fc.integer({ min: 0, max: 5 }), (voting, observers) => {
      const { odd, count } = severityOf(voting, observers);
      expect(odd).toBe(voting % 2 === 0 ? 'warning' : 'ok');
      expect(count).toBe(voting + observers > 10 ? 'warning' : 'ok');
    }),
  );
});

test('up to 20 backends a frontend are in order; without a number nothing is said', () => {
  expect(severityOf(3, 0, 60)).toMatchObject({ backends: 'ok' });
  expect(severityOf(3, 0, 61)).toMatchObject({ backends: 'warning' });
  expect(severityOf(3, 0)).not.toHaveProperty('backends');
});

test('says how many may be lost, and what one more would not change', () => {
  expect(judgeSize(rowsOf(3, 0), undefined)[0]?.message).toBe('3 followers, which bear the loss of 1');
  expect(judgeSize(rowsOf(4, 0), undefined)[0]?.message).toBe(
    '4 followers bear the loss of 1, as 3 would: add or remove one',
  );
});
