import { expect, test } from 'vitest';
import { chooseSignal } from '../../../model/starrocks/choose-signal.ts';

test.each([
  ['3.5.7-d2da301', 3, 3, 'USR1'],
  ['3.4.0-abc', 3, 3, 'USR1'],
  ['4.0.1', 5, 4, 'USR1'],
  // Recorded: 2 of 3 alive exits with 255 at once.
  ['3.5.7-d2da301', 3, 2, 'TERM'],
  ['3.5.7-d2da301', 2, 2, 'TERM'],
  ['3.5.7-d2da301', 1, 1, 'TERM'],
  // The fourth is one more than three need, and not one more than four do.
  ['3.5.7-d2da301', 4, 4, 'USR1'],
  ['3.5.7-d2da301', 4, 3, 'TERM'],
  ['3.3.9-abc', 3, 3, 'TERM'],
  ['2.5.3', 3, 3, 'TERM'],
  ['', 3, 3, 'TERM'],
  ['main-abc', 3, 3, 'TERM'],
])('version %s with %i followers, %i alive: %s', (version, followers, alive, signal) => {
  expect(chooseSignal({ version, followers, alive })).toBe(signal);
});
