import { expect, test } from 'vitest';
import { mayTell } from '../../../model/progress/may-tell.ts';

function countTold(hookedDays?: number): number {
  let told = 0;
  while (mayTell(told, hookedDays)) told += 1;
  return told;
}

test('news is told at once twice, however long a drain lasts: a standstill and its end', () => {
  expect(countTold()).toBe(2);
});

test('where a hook waits for it, three times more for each day: a week stays far from the limit of a history', () => {
  expect([0, 0.99, 1, 2.5, 7].map((days) => countTold(days))).toEqual([4, 4, 7, 10, 25]);
});
