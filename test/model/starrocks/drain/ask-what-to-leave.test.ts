import { expect, test } from 'vitest';
import { askWhatToLeave } from '../../../../model/starrocks/drain/ask-what-to-leave.ts';

test('of one and of several nodes it is a sentence', () => {
  const one = askWhatToLeave(['be-3'], 'true');
  expect(one.asks).toMatch(/the database itself drops be-3 as soon as it is empty$/);
  expect(one.choices.map(({ says }) => says)).toEqual([
    'the database drops be-3 by itself when it is empty',
    'be-3 stays registered when it is empty; nobody drops it',
  ]);
  const two = askWhatToLeave(['be-2', 'be-1'], 'true');
  expect(two.asks).toMatch(/the database itself drops be-2, be-1 as soon as they are empty$/);
  expect(two.choices.map(({ says }) => says)).toEqual([
    'the database drops be-2, be-1 by itself when they are empty',
    'be-2, be-1 stay registered when they are empty; nobody drops them',
  ]);
});

test('a switch that was false before drops nobody when it is put back', () => {
  const [back] = askWhatToLeave(['be-3'], 'false').choices;
  expect(back?.says).toBe('it is false again, as it was');
});
