import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canStopGracefully, isAtLeast, parseVersion } from '../../../model/starrocks/version.ts';

test.each([
  ['3.5.7-d2da301', [3, 5, 7]],
  ['3.1.2-4f3a2ee', [3, 1, 2]],
  ['3.5.7', [3, 5, 7]],
  ['2.5.3 RC1-abc', [2, 5, 3]],
  ['StarRocks-3.4.0', [3, 4, 0]],
  ['v4.1', [4, 1, 0]],
])('%s is read', (text, [major, minor, patch]) => {
  expect(parseVersion(text)).toEqual({ major, minor, patch });
});

test.each(['NULL', '', 'main-d2da301', 'unknown', '3', '10.0.0.1', '3.5.7.1'])('%j is no version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

const number = fc.nat(50);
const triple = fc.tuple(number, number, number);

test('at least is the order of the numbers, not of the text', () => {
  fc.assert(
    fc.property(triple, triple, ([major, minor, patch], [a, b, c]) => {
      const value = (x: number, y: number, z: number) => x * 10_000 + y * 100 + z;
      expect(isAtLeast({ major, minor, patch }, a, b, c)).toBe(value(major, minor, patch) >= value(a, b, c));
    }),
  );
});

test('a graceful stop is there from 3.4 on', () => {
  const can = (text: string) => canStopGracefully(parseVersion(text) ?? { major: 0, minor: 0, patch: 0 });
  expect(['2.5.3', '3.3.19', '3.4.0', '3.5.7-d2da301', '4.0.1'].map(can)).toEqual([false, false, true, true, true]);
});
